// Clients of a server on this machine: some that hold their connection, and others that ask beside them.
import { Agent, get } from 'node:http';
import { connect } from 'node:net';

const PATIENCE = 10_000;
const KEPT = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n';

/** @returns whether an answer came. */
const ask = (port, agent, patience) =>
  new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/', agent }, (answer) => {
      answer.resume();
      answer.on('end', () => finish(answer.statusCode === 200)).on('error', () => finish(false));
    });
    const timer = setTimeout(() => request.destroy(new Error('no answer')), patience);
    const finish = (answered) => {
      clearTimeout(timer);
      resolve(answered);
    };
    request.on('error', () => finish(false));
  });

/** Opens connections that say nothing, or ask once and stay; one that is closed is not opened again. */
const holding = async (port, count, kept) => {
  const sockets = [];
  const opened = Array.from({ length: count }, () => {
    const socket = connect(port, '127.0.0.1', () => kept && socket.write(KEPT));
    sockets.push(socket.on('error', () => undefined));
    const late = new Promise((resolve) => setTimeout(resolve, 3_000));
    return Promise.race([late, new Promise((resolve) => socket.once(kept ? 'data' : 'connect', resolve))]);
  });
  await Promise.all(opened);
  return () => {
    for (const socket of sockets) socket.destroy();
  };
};

/**
 * Asks one time after the other, each on a new connection, for so many seconds, beside so many clients that are silent
 * or kept alive.
 * @returns how many were answered and the longest wait in milliseconds: of 10,000 there was no answer
 */
export const longestWait = async ({ port, seconds, held, kept, whileHeld = () => undefined }) => {
  const release = await holding(port, held, kept);
  const spread = whileHeld();
  const end = Date.now() + seconds * 1000;
  let [answered, longest] = [0, 0];
  do {
    const before = Date.now();
    if (await ask(port, false, PATIENCE)) answered += 1;
    longest = Math.max(longest, Date.now() - before);
  } while (Date.now() < end);
  release();
  return { answered, longest, spread };
};

/** @returns how many requests that many clients with kept-alive connections are answered in so many seconds. */
export const answeredBy = async ({ port, clients, seconds }) => {
  const end = Date.now() + seconds * 1000;
  const counts = await Promise.all(
    Array.from({ length: clients }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      let answered = 0;
      while (Date.now() < end) if (await ask(port, agent, PATIENCE)) answered += 1;
      agent.destroy();
      return answered;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};
