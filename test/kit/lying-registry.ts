import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { newFolder } from './program';

/** What a package's version says, as the registry likes to have it. */
export type Version = Readonly<Record<string, unknown>>;

export interface LyingRegistry {
  readonly url: string;
  /** What is answered for every package from now on. */
  answer: (name: string) => unknown;
  /** What is answered for everything that is no package: archives, by default. */
  serve: (request: IncomingMessage, response: ServerResponse) => void;
  /** The paths that were asked for and are no package. */
  readonly fetched: string[];
  readonly stop: () => void;
}

export const integrityOf = (archive: Buffer): string =>
  `sha512-${createHash('sha512').update(archive).digest('base64')}`;

/** Says what it likes of packages, to whoever asks. */
export const startLyingRegistry = async (archive: Buffer): Promise<LyingRegistry> => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    if (/\.tgz|\/archive/.test(path)) {
      registry.fetched.push(path);
      registry.serve(request, response);
      return;
    }
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(registry.answer(path.slice(1))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const registry: LyingRegistry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: () => ({}),
    serve: (_, response) => response.end(archive),
    fetched: [],
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return registry;
};

/** @returns what a registry says of a package with one version, 1.0.0 */
export const packument = (name: string, version: Version): unknown => ({
  name,
  'dist-tags': { latest: '1.0.0' },
  versions: { '1.0.0': { name, version: '1.0.0', ...version } },
});

/** The path stands in the program itself: what npm hands on of the environment is part of what is tried. */
const singing = (path: string): string => `#!/bin/sh\necho "$0" >> '${path}'\nexit 1\n`;

/**
 * Programs and settings that leave a word when they are run, and a place for a run that finds them first: on the PATH, in
 * the folder that it starts in, and in the folder for temporary files.
 */
export const canaries = (): {
  cwd: string;
  song: string;
  env: Record<string, string>;
  ran: () => readonly string[];
} => {
  const [cwd, temporary, bin, nest] = [newFolder(), newFolder(), newFolder(), newFolder()];
  const song = join(nest, 'ran');
  for (const name of ['git', 'ssh', 'bash', 'tar', 'node-gyp', 'prettier'])
    writeFileSync(join(bin, name), singing(song), { mode: 0o755 });
  writeFileSync(join(nest, 'pwn.sh'), singing(song), { mode: 0o755 });
  writeFileSync(join(nest, 'pwn.cjs'), `require('fs').appendFileSync(${JSON.stringify(song)}, 'node');`);
  for (const folder of [cwd, temporary]) {
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"name":"x","version":"1.0.0","workspaces":["*"]}');
    writeFileSync(
      join(folder, '.npmrc'),
      `git=${nest}/pwn.sh\nscript-shell=${nest}/pwn.sh\nnode-options=--require ${nest}/pwn.cjs\nprefix=${nest}\nignore-scripts=false\n`,
    );
  }
  return {
    cwd,
    song,
    env: {
      PATH: `${bin}:${process.env['PATH']}`,
      TMPDIR: temporary,
      XDG_CACHE_HOME: newFolder(),
    },
    ran: () => readdirSync(nest).filter((name) => name === 'ran'),
  };
};
