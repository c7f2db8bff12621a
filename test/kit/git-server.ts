import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { environment, newFolder } from './program';

/** Real repositories, served by git's own http backend on this machine. */
export interface GitServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The folder that the repositories are in. */
  readonly root: string;
  /** How many requests came so far. */
  readonly requests: () => number;
  readonly close: () => Promise<void>;
}

type Behaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Hands a request to git-http-backend(1), as a web server does by CGI. */
const answer = (root: string, request: IncomingMessage, response: ServerResponse): void => {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...environment(),
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  let head: Buffer | undefined = Buffer.alloc(0);
  backend.stdout.on('data', (part: Buffer) => {
    if (head === undefined) return void response.write(part);
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const fields = head
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => line.split(/: (.*)/s));
    const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(fields.filter(([name]) => name !== 'Status').map(([name, value]) => [name!, value!])),
    );
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  backend.on('close', () => response.end());
};

/**
 * @param behave sees each request first; true says that it has answered, or never will
 * @param delay milliseconds before each answer
 */
export const serveGit = async (root: string, behave: Behaviour = () => false, delay = 0): Promise<GitServer> => {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    if (!behave(request, response)) setTimeout(() => answer(root, request, response), delay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    root,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

const git = (cwd: string, ...words: readonly string[]): string => {
  const ended = spawnSync('git', words, { cwd, env: environment(), encoding: 'utf8' });
  if (ended.status !== 0) throw new Error(`git ${words.join(' ')}: ${ended.stderr}`);
  return ended.stdout.trim();
};

/** Writes files below a folder; a text that begins with #! gets the executable bit. */
export const writeFiles = (folder: string, files: Readonly<Record<string, string | Buffer>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: String(content).startsWith('#!') ? 0o755 : 0o644 });
  }
};

/** A repository with a work tree, and the bare one that is served. */
export interface Repository {
  readonly work: string;
  /** Commits everything and publishes it; gives the commit. */
  readonly publish: (files: Readonly<Record<string, string | Buffer>>, message?: string) => string;
  readonly git: (...words: readonly string[]) => string;
}

export const newRepository = (root: string, name: string): Repository => {
  const work = newFolder();
  git(root, 'init', '--quiet', '--bare', '--initial-branch=main', name);
  git(work, 'init', '--quiet', '--initial-branch=main');
  git(work, 'remote', 'add', 'origin', join(root, name));
  return {
    work,
    git: (...words) => git(work, ...words),
    publish: (files, message = 'Change') => {
      writeFiles(work, files);
      git(work, 'add', '--all', '--force');
      git(work, 'commit', '--quiet', '--allow-empty', '--message', message);
      git(work, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/main');
      return git(work, 'rev-parse', 'HEAD');
    },
  };
};
