import { connect } from 'node:tls';
import type { Docker } from '../../../machine/docker';
import { type Listening, listeningOf, socketFilesOf } from '../reading/sockets';
import { type Container, PYTHONS } from './container';

const READ = `
for name in ("tcp", "tcp6", "unix"):
    try:
        print(open("/proc/net/" + name).read())
    except OSError:
        pass
`;

const READERS: readonly (readonly string[])[] = [
  ...PYTHONS.map((python) => [python, '-I', '-S', '-c', READ]),
  ['cat', '/proc/net/tcp', '/proc/net/tcp6', '/proc/net/unix'],
];

/** @returns the sockets that listen in a container; none where nothing in it can read them. */
export const listeningIn = async (
  docker: Docker,
  { id }: Container,
): Promise<{ readonly listening: readonly Listening[]; readonly socketFiles: readonly string[] }> => {
  for (const reader of READERS) {
    const ran = await docker.call(['exec', id, ...reader], { timeout: 10_000 });
    const listening = listeningOf(ran.stdout);
    const socketFiles = socketFilesOf(ran.stdout);
    if (listening.length > 0 || socketFiles.length > 0) return { listening, socketFiles };
  }
  return { listening: [], socketFiles: [] };
};

/** A handshake on this machine is quick. In milliseconds. */
const HANDSHAKE = 2000;

const shakesHands = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    // Whose certificate it is does not matter: nothing is sent.
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, timeout: HANDSHAKE });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('secureConnect', () => end(true));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });

/** @returns the ports of a container on which TLS is spoken. */
export const tlsPorts = async ({ ports }: Container): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const [inner, outer] of ports) if (await shakesHands(outer)) found.push(inner);
  return found;
};
