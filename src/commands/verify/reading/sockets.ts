/** A socket that waits for connections inside a container. */
export interface Listening {
  readonly port: number;
  /** Only what runs in the same container reaches it. */
  readonly loopback: boolean;
}

const LISTENS = '0A';

/** Addresses are in the byte order of the machine, four bytes at a time: proc_net_tcp. */
const isLoopback = (address: string): boolean =>
  /^[0-9A-F]{6}7F$/.test(address) || /^0{24}01000000$/.test(address) || /^0{16}FFFF0000[0-9A-F]{6}7F$/.test(address);

/** @returns the listening sockets of /proc/net/tcp and tcp6, each port once; one that others reach wins. */
export const listeningOf = (text: string): readonly Listening[] => {
  const found = new Map<number, boolean>();
  for (const line of text.split('\n')) {
    const [, address, port, state] =
      /^\s*\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line) ?? [];
    if (state !== LISTENS) continue;
    const number = Number.parseInt(port!, 16);
    found.set(number, isLoopback(address!) && (found.get(number) ?? true));
  }
  return [...found].map(([port, loopback]) => ({ port, loopback }));
};

/** A socket that accepts: __SO_ACCEPTCON, in the flags of /proc/net/unix. */
const ACCEPTS = 0x10000;

/** @returns the files on which a container listens, by /proc/net/unix; those of the abstract name space are no files. */
export const socketFilesOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const [, flags, path] =
      /^[0-9a-f]+: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) \d{4} [0-9A-F]{2} +\d+ (\/.*)$/.exec(line) ?? [];
    return path !== undefined && (Number.parseInt(flags!, 16) & ACCEPTS) !== 0 ? [path] : [];
  });

/**
 * @param asked the ports that were asked in vain
 * @param speaksTls which of them answer in TLS
 * @param socketFiles the files on which it listens
 * @returns in words what is there in place of an answer; undefined where nothing listens
 */
export const whyDeaf = (
  listening: readonly Listening[],
  asked: readonly number[],
  speaksTls: readonly number[],
  socketFiles: readonly string[] = [],
): string | undefined => {
  if (speaksTls.length > 0)
    return `it speaks TLS on port ${speaksTls[0]}: let it speak HTTP, behind a proxy that does TLS`;
  const [inner] = listening.filter(({ loopback }) => loopback);
  const open = listening.filter(({ loopback }) => !loopback);
  if (inner && open.length === 0) return `it listens on 127.0.0.1:${inner.port} only: bind 0.0.0.0`;
  if (listening.length === 0 && socketFiles.length > 0)
    return `it listens on the socket file ${socketFiles[0]} only: bind 0.0.0.0 and a port`;
  const other = open.find(({ port }) => !asked.includes(port));
  return other && `it listens on port ${other.port}, which does not answer over HTTP`;
};
