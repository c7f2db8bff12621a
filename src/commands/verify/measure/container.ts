import { get } from 'node:http';
import type { Docker } from '../../../machine/docker';
import type { ProcessFacts } from '../reading/processes';
import { fromStatusFiles, fromTop, lasting } from '../reading/processes';

/** A container that a run has started. */
export interface Container {
  readonly id: string;
  /** Ports of this machine by ports of the container; empty where they cannot be reached from here. */
  readonly ports: ReadonlyMap<number, number>;
  /** When, by the engine's clock; empty where it does not say. */
  readonly created: string;
}

export interface State {
  readonly running: boolean;
  readonly exitCode: number;
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none';
  readonly lastCheck: string;
}

interface Inspected {
  readonly Created?: string;
  readonly State?: {
    readonly Running?: boolean;
    readonly ExitCode?: number;
    readonly Health?: {
      readonly Status?: string;
      readonly Log?: readonly { readonly Output?: string; readonly ExitCode?: number }[];
    };
  };
  readonly NetworkSettings?: {
    readonly Ports?: Readonly<Record<string, readonly { readonly HostPort?: string }[] | null>>;
  };
}

const inspected = async (docker: Docker, id: string): Promise<Inspected> => {
  const ran = await docker.call(['inspect', '--type', 'container', '--format', '{{json .}}', id]);
  try {
    return JSON.parse(ran.stdout) as Inspected;
  } catch {
    return {};
  }
};

/** @returns how a container is, as the engine sees it. */
export const stateOf = async (docker: Docker, id: string): Promise<State> => {
  const { State: state } = await inspected(docker, id);
  const status = state?.Health?.Status;
  return {
    running: state?.Running === true,
    exitCode: state?.ExitCode ?? -1,
    health: status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : 'none',
    lastCheck: (state?.Health?.Log?.at(-1)?.Output ?? '').trim(),
  };
};

/** @returns a container that has been started, with the places of its published ports on this machine. */
export const containerOf = async (docker: Docker, id: string): Promise<Container> => {
  const { Created: created = '', NetworkSettings: network } = await inspected(docker, id);
  const ports = new Map(
    Object.entries(network?.Ports ?? {}).flatMap(([inner, bindings]) => {
      const outer = Number(bindings?.[0]?.HostPort);
      return outer > 0 ? [[Number.parseInt(inner, 10), outer] as const] : [];
    }),
  );
  return { id, ports, created };
};

/** @returns the last lines that a container wrote. */
export const logsOf = async (docker: Docker, id: string): Promise<readonly string[]> => {
  const ran = await docker.call(['logs', '--tail', '40', id]);
  return `${ran.stdout}\n${ran.stderr}`.split('\n').filter((line) => line.trim() !== '');
};

/** An answer that takes longer than this is none. In milliseconds. */
const ANSWER = 3000;

/** Asks over a published port. @returns the status, or undefined without an answer. */
const askFromHere = (port: number, path: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const request = get(
      {
        host: '127.0.0.1',
        port,
        path,
        headers: { Host: 'localhost', Connection: 'close' },
        timeout: ANSWER,
        agent: false,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });

const ASK_INSIDE = `
import socket, sys
port, path = int(sys.argv[1]), sys.argv[2]
s = socket.create_connection(("127.0.0.1", port), 3)
s.sendall(("GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n").encode())
print(s.recv(64).split()[1].decode())
`;

export const PYTHONS = ['python3', 'python'] as const;

/** Asks from inside the container: for an engine on another machine, whose ports cannot be reached. */
const askFromInside = async (docker: Docker, id: string, port: number, path: string): Promise<number | undefined> => {
  for (const python of PYTHONS) {
    const ran = await docker.call(['exec', id, python, '-I', '-S', '-c', ASK_INSIDE, String(port), path], {
      timeout: 10_000,
    });
    const status = Number(ran.stdout.trim());
    if (ran.exitCode === 0 && status > 0) return status;
    if (ran.exitCode !== 126 && ran.exitCode !== 127) return undefined;
  }
  return undefined;
};

/** @returns the status with which the app answers, or undefined. */
export const ask = (
  docker: Docker,
  { id, ports }: Container,
  port: number,
  path: string,
): Promise<number | undefined> => {
  const outer = ports.get(port);
  return outer === undefined ? askFromInside(docker, id, port, path) : askFromHere(outer, path);
};

/** Every status file but the reader's own. */
const READ_STATUS = `
import os
for pid in os.listdir("/proc"):
    if pid.isdigit() and int(pid) != os.getpid():
        try:
            print(open("/proc/" + pid + "/status").read())
        except OSError:
            pass
`;
const READ_STATUS_SHELL =
  'for f in /proc/[0-9]*; do [ "$f" = "/proc/$$" ] || while IFS= read -r l; do echo "$l"; done <"$f/status"; done';

const READERS: readonly (readonly string[])[] = [
  ...PYTHONS.map((python) => [python, '-I', '-S', '-c', READ_STATUS]),
  ['sh', '-c', READ_STATUS_SHELL],
];

/** Between two looks at the processes. In milliseconds. */
const SECOND_LOOK = 150;

/** One way to look at the processes; none where it does not work in this container. */
type Look = () => Promise<readonly ProcessFacts[]>;

const looks = (docker: Docker, id: string): readonly Look[] =>
  READERS.map((reader) => async () => {
    const ran = await docker.call(['exec', id, ...reader], { timeout: 20_000 });
    return ran.exitCode === 0 ? fromStatusFiles(ran.stdout) : [];
  });

const twice = async (first: readonly ProcessFacts[], look: Look): Promise<readonly ProcessFacts[]> => {
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK));
  const second = await look();
  return second.length > 0 ? lasting(first, second) : first;
};

/** @returns the processes of a container: from its own /proc where something in it can read that, else from the engine's ps. */
export const processesOf = async (
  docker: Docker,
  id: string,
): Promise<{ readonly processes: readonly ProcessFacts[]; readonly unseen?: string }> => {
  for (const look of looks(docker, id)) {
    const processes = await look();
    if (processes.length > 0) return { processes: await twice(processes, look) };
  }
  const top: Look = async () => {
    const ran = await docker.call(['top', id, '-eo', 'pid,uid,gid,comm']);
    return ran.exitCode === 0 ? fromTop(ran.stdout) : [];
  };
  return {
    processes: await twice(await top(), top),
    unseen:
      'the image has neither python nor sh on its PATH, so /proc could not be read: capabilities and groups are not known',
  };
};
