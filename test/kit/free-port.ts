import { type AddressInfo, createServer } from 'node:net';

/** @returns a port of this machine on which nothing listens now. */
export const freePort = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(String(port)));
    });
  });
