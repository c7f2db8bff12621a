import { createConnection } from 'node:net';
import type { Docker } from '../../../machine/docker';
import type { Stopped } from '../evidence';
import { PYTHONS } from './container';

/** What becomes of a request that is begun before a stop and ended after it has been asked for. */
export interface InFlight {
  /** Sends the rest. */
  readonly finish: () => void;
  readonly answer: Promise<Stopped['inFlight']>;
}

/** Begins a request and leaves its last line out. */
export const beginRequest = (port: number, path: string): InFlight => {
  const socket = createConnection({ host: '127.0.0.1', port });
  let received = '';
  socket.setEncoding('latin1');
  socket.setTimeout(30_000);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
  const answer = new Promise<{ status?: number; why?: string }>((resolve) => {
    const end = (why: string): void => {
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
      resolve(status === undefined ? { why } : { status: Number(status) });
      socket.destroy();
    };
    socket.on('data', (text) => {
      received += String(text);
    });
    socket.on('end', () => end('the connection was closed without an answer'));
    socket.on('error', (error) =>
      end((error as NodeJS.ErrnoException).code === 'ECONNRESET' ? 'the connection was reset' : error.message),
    );
    socket.on('timeout', () => end('no answer within 30 s'));
  });
  return { finish: () => void (socket.writable && socket.write('Connection: close\r\n\r\n')), answer };
};

/** Longer than it takes for a stop to arrive. In seconds. */
const HELD = 1.5;

const HOLD_INSIDE = `
import socket, sys, time
port, path, held = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
s = socket.create_connection(("127.0.0.1", port), 3)
s.sendall(("GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\n").encode())
print("begun", flush=True)
time.sleep(held)
s.sendall(b"Connection: close\\r\\n\\r\\n")
print("status", s.recv(64).split()[1].decode(), flush=True)
`;

/**
 * The same from inside the container, for an engine on another machine.
 * @returns once the request has begun
 */
export const beginRequestInside = async (docker: Docker, id: string, port: number, path: string): Promise<InFlight> => {
  for (const python of PYTHONS) {
    let text = '';
    let begun: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const words = ['exec', id, python, '-I', '-S', '-c', HOLD_INSIDE, String(port), path, String(HELD)];
    const ran = docker.watch(words, {
      onBytes: (bytes) => {
        text += Buffer.from(bytes).toString('latin1');
        if (text.includes('begun')) begun();
      },
    });
    // Never left without an ear: the run may end before it does.
    ran.catch(() => undefined);
    await Promise.race([ready, ran]);
    if (!text.includes('begun')) continue;
    const status = async (): Promise<Stopped['inFlight']> => {
      await ran;
      const found = /status (\d{3})/.exec(text)?.[1];
      return found === undefined ? { why: 'the connection was closed without an answer' } : { status: Number(found) };
    };
    return { finish: () => undefined, answer: status() };
  }
  const why = 'the engine is on another machine, and the image has no python to hold a request open from inside';
  return { finish: () => undefined, answer: Promise.resolve({ why, unseen: true }) };
};
