import { chmodSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { answer, build, docker, hostPort, removeLater, uniqueName } from './engine';
import { written } from './linters';
import { newFolder } from './program';
import { repositoryOf } from './repositories';

/** A generated app in its container, hardened, with routes that a test needs. */

export const KEY = ['--env', 'SECRET_KEY=a key for the tests only'];
export const HARDENED = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--memory', '256m'];

/** A slow route, one that says its own address, and one that takes files. */
const ROUTES = `
import time
from flask import request, url_for
from my_app import create_app
app = create_app()

@app.get("/slow")
def slow() -> str:
    time.sleep(3)
    return "answered"

@app.get("/link")
def link() -> tuple[str, dict[str, str]]:
    return "", {"Link": url_for("link", _external=True)}

@app.post("/files")
def files() -> str:
    return str(sum(len(file.read()) for file in request.files.values()))
`;

export interface Started {
  readonly container: string;
  readonly port: number;
  readonly url: string;
}

export interface ServedApp {
  readonly image: string;
  /** Starts it with these words for `docker run`, and waits until it answers. */
  readonly start: (...words: readonly string[]) => Promise<Started>;
}

/** Builds the image of a generated app; it and its containers are removed after the tests of the file. */
export const servedApp = async (): Promise<ServedApp> => {
  const image = uniqueName('served');
  await build(written(repositoryOf({})), '--tag', image);
  removeLater('image', 'rm', '--force', image);
  const routes = join(newFolder(), 'routes.py');
  writeFileSync(routes, ROUTES);
  chmodSync(routes, 0o644);
  const added = ['--volume', `${routes}:/app/src/routes.py:ro`, '--tmpfs', '/tmp:uid=10001,gid=10001,size=1m'];
  const start = async (...words: readonly string[]): Promise<Started> => {
    const container = uniqueName('serving');
    const published = ['--publish', '127.0.0.1::8000', '--pids-limit', '256'];
    const all = [...HARDENED, ...KEY, ...added, ...published, ...words, image];
    await docker('run', '--detach', '--name', container, ...all, 'gunicorn', 'routes:app');
    removeLater('rm', '--force', container);
    const port = Number(await hostPort(container, 8000));
    await answer(`http://127.0.0.1:${port}/healthz`);
    return { container, port, url: `http://127.0.0.1:${port}` };
  };
  return { image, start };
};

/** Sends bytes as they are and gives all that comes back until the server closes. */
export const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('latin1').on('data', (part: string) => (got += part));
    socket.on('end', () => resolve(got)).on('error', reject);
  });
