import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { newFolder, ROOT } from './program';

/** What the registry says about a version besides where its archive is: `bin`, `engines`. */
type Fields = Readonly<Record<string, unknown>>;

/** A real npm registry (verdaccio) on this machine, with packages that are made for a test. */
export interface Registry {
  readonly url: string;
  /** Publishes an archive under a name and version, as it is; gives its integrity. */
  readonly publish: (name: string, version: string, archive: Buffer, fields?: Fields) => Promise<string>;
  /** The environment in which npm uses this registry, as user's settings in a home of its own would. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const HOME = join(ROOT, 'test', 'registry');

const installed = (): string => {
  const program = join(HOME, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  if (!existsSync(program)) {
    const ended = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: HOME,
      encoding: 'utf8',
    });
    if (ended.status !== 0) throw new Error(`the registry for tests could not be installed: ${ended.stderr}`);
  }
  return program;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

const CONFIG = `storage: ./storage
auth:
  htpasswd:
    file: ./htpasswd
packages:
  '@closed/*':
    access: $authenticated
    publish: $authenticated
  '**':
    access: $all
    publish: $authenticated
max_body_size: 100mb
log: { type: stdout, format: pretty, level: error }
`;

const waitFor = async (url: string, child: ChildProcess): Promise<void> => {
  for (let round = 0; round < 300; round += 1) {
    if (child.exitCode !== null) throw new Error(`the registry ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the registry did not start');
};

const userToken = async (url: string): Promise<string> => {
  const body = JSON.stringify({ name: 'tester', password: 'tester-tester', email: 'tester@example.com' });
  const answer = await fetch(`${url}/-/user/org.couchdb.user:tester`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  return ((await answer.json()) as { token: string }).token;
};

const document = (
  url: string,
  name: string,
  version: string,
  archive: Buffer,
  integrity: string,
  fields: Fields,
): string => {
  const file = `${name.replace(/^@.*\//, '')}-${version}.tgz`;
  return JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        ...fields,
        name,
        version,
        dist: {
          integrity,
          shasum: createHash('sha1').update(archive).digest('hex'),
          tarball: `${url}/${name}/-/${file}`,
        },
      },
    },
    _attachments: {
      [file]: { content_type: 'application/octet-stream', data: archive.toString('base64'), length: archive.length },
    },
  });
};

export const startRegistry = async (): Promise<Registry> => {
  const [program, folder, port] = [installed(), newFolder(), await freePort()];
  writeFileSync(join(folder, 'config.yaml'), CONFIG);
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program, '--config', join(folder, 'config.yaml'), '--listen', url], {
    cwd: folder,
    stdio: 'ignore',
  });
  await waitFor(url, child);
  const token = await userToken(url);
  const settings = join(folder, 'npmrc');
  writeFileSync(settings, `registry=${url}/\n`);
  return {
    url,
    env: { npm_config_userconfig: settings },
    publish: async (name, version, archive, fields = {}) => {
      const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
      const answer = await fetch(`${url}/${name.replace('/', '%2f')}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: document(url, name, version, archive, integrity, fields),
      });
      if (!answer.ok) throw new Error(`publish ${name}: ${answer.status} ${await answer.text()}`);
      return integrity;
    },
    stop: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.kill();
      }),
  };
};

export type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Buffer };

/** @returns a package archive with these entries, as they are. */
export const archiveOf = async (entries: readonly Entry[]): Promise<Buffer> => {
  const stream = pack();
  for (const { content = '', ...header } of entries) stream.entry(header as Header, content);
  stream.finalize();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  return gzipSync(Buffer.concat(parts));
};

/** @returns the archive that npm would make of these files. */
export const packageOf = (files: Readonly<Record<string, string>>): Promise<Buffer> =>
  archiveOf([
    { name: 'package/package.json', content: '{"name":"x","version":"1.0.0"}' },
    ...Object.entries(files).map(([path, content]) => ({
      name: `package/${path}`,
      content,
      mode: content.startsWith('#!') ? 0o755 : 0o644,
    })),
  ]);
