import { connect, type Socket } from 'node:net';
import { docker, tryDocker } from '../kit/engine';
import { raw, type ServedApp, type Started, servedApp } from '../kit/served-app';

/**
 * Clients that are silent, slow, or do not close: no request beside them waits longer than a second, and whoever sends
 * too much sees the answer to it. With `npm run test:matrix` they stay for three minutes, else for some seconds.
 */

const LONG = process.env['LONG_TESTS'] === 'true';

jest.setTimeout(600_000);

let app: ServedApp;
beforeAll(async () => {
  app = await servedApp();
});

const HEALTHZ = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** Keeps so many connections open that send this and no more, not even an end; one that is closed is made anew. */
const held = (port: number, count: number, sent: string): (() => void) => {
  const sockets = new Set<Socket>();
  let over = false;
  const hold = (): void => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => sent && socket.write(sent));
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket) && !over && hold());
    socket.resume();
  };
  for (let made = 0; made < count; made += 1) hold();
  return () => {
    over = true;
    for (const socket of sockets) socket.destroy();
  };
};

/** Makes requests one after the other for so long; gives the longest in milliseconds. */
const longest = async (port: number, seconds: number): Promise<number> => {
  const end = Date.now() + seconds * 1000;
  let found = 0;
  while (Date.now() < end) {
    const before = Date.now();
    expect(await raw(port, HEALTHZ)).toMatch(/^HTTP\/1\.1 200 /);
    found = Math.max(found, Date.now() - before);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return found;
};

const stopped = async ({ container }: Started): Promise<number> => {
  const before = Date.now();
  await docker('stop', container);
  return Date.now() - before;
};

const HALF_SENT = 'GET / HTTP/1.1\r\nHost: local';
const MANY_FIELDS = `GET / HTTP/1.1${Array.from({ length: 15 }, (_, at) => `\r\nA${at}: ${'x'.repeat(7000)}`).join('')}`;
const post = (path: string, length: string): string => `POST ${path} HTTP/1.1\r\nHost: a\r\n${length}\r\n\r\n`;

test.each([
  ['64 silent connections', 64, ''],
  ['1,000 silent connections', 1000, ''],
  ['24 headers that are half sent', 24, HALF_SENT],
  ['200 headers that are half sent', 200, HALF_SENT],
  ['64 clients that send empty lines', 64, '\r\n\r\n'],
  ['64 headers that are too long', 64, MANY_FIELDS],
  ['64 clients that do not close after their answer', 64, HEALTHZ],
  ['64 clients of HTTP/1.0 that do not close', 64, 'GET /healthz HTTP/1.0\r\n\r\n'],
  ['64 requests that are none', 64, 'none\r\n\r\n'],
  ['64 bodies that nobody reads', 64, post('/healthz', 'Content-Length: 100')],
  ['64 bodies without an end that nobody reads', 64, post('/healthz', 'Transfer-Encoding: chunked')],
  ['64 bodies that are too large and do not come', 64, post('/files', 'Content-Length: 100000000')],
])('beside %s no request waits longer than a second, and a stop is in time', async (_told, count, sent) => {
  const started = await app.start();
  const release = held(started.port, count, sent);
  expect(await longest(started.port, LONG ? 10 : 3)).toBeLessThan(1_000);
  expect(await stopped(started)).toBeLessThan(6_000);
  release();
});

const [DURATION, TOLD] = LONG ? [180, 'three minutes'] : [12, 'twelve seconds'];
test(`beside 1,000 silent and kept-alive connections and 24 half-sent headers no request waits longer than a second, for ${TOLD}`, async () => {
  const started = await app.start();
  const releases = [
    held(started.port, 1000, ''),
    held(started.port, 64, HEALTHZ.replace('close', 'keep-alive')),
    held(started.port, 24, HALF_SENT),
  ];
  expect(await longest(started.port, DURATION)).toBeLessThan(1_000);
  expect(await docker('logs', started.container)).not.toMatch(/"level": "(error|critical)"/);
  for (const release of releases) release();
});

/** The status that a client sees which writes all it has before it reads. */
const statusOf = (port: number, size: number): Promise<string> =>
  new Promise((resolve) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(post('/files', `Content-Type: application/octet-stream\r\nContent-Length: ${size}`));
      socket.write(Buffer.alloc(size), () => socket.resume());
    });
    socket.pause().on('data', (part) => (got += part.toString('latin1')));
    socket.on('error', ({ message }) => resolve(message)).on('end', () => resolve(got.slice(9, 12)));
  });

test('whoever sends too much sees 413, three hundred times of three hundred', async () => {
  const { port, url } = await app.start();
  const seen: Record<string, number> = {};
  for (let turn = 0; turn < 75; turn += 1) {
    const fetched = fetch(`${url}/files`, { method: 'POST', body: new Uint8Array(6_000_000) });
    const statuses = [
      fetched.then(({ status }) => String(status), String),
      ...[2_000_000, 6_000_000, 20_000_000].map((size) => statusOf(port, size)),
    ];
    for (const status of await Promise.all(statuses)) seen[status] = (seen[status] ?? 0) + 1;
  }
  expect(seen).toEqual({ 413: 300 });
});

test('a header that is too long is told so', async () => {
  const { port } = await app.start();
  expect(await raw(port, MANY_FIELDS)).toMatch(/^HTTP\/1\.1 431 /);
});

test('a connection answers one request after the other, two at once, and after a body that nobody read', async () => {
  const { port } = await app.start();
  const kept = HEALTHZ.replace('close', 'keep-alive');
  const unread = `${post('/healthz', 'Content-Length: 5')}12345`;
  const answers = await raw(port, kept + kept + unread + HEALTHZ);
  expect([...answers.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status)).toEqual([
    '200',
    '200',
    '405',
    '200',
  ]);
});

test('gunicorn has the parts that its worker is made of', async () => {
  const script = `
from gunicorn.workers import gthread
worker, conn = gthread.ThreadWorker, gthread.TConn
methods = "enqueue_req on_pending_socket_readable handle_request finish_request murder_pending _cap_keepalive _keepalive_after"
assert all(callable(getattr(worker, name)) for name in methods.split())
assert callable(conn.close) and callable(conn.init) and gthread.DEFAULT_WORKER_DATA_TIMEOUT == 5.0
`;
  expect(await tryDocker(['run', '--rm', app.image, 'python', '-c', script])).toMatchObject({ exitCode: 0 });
});
