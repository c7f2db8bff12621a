import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, runProgram } from '../kit/program';

/** A repository that asks for the user's variables in every way that it has: its app says on / what it got. */

jest.setTimeout(300_000);

const SECRETS = { AWS_SECRET_ACCESS_KEY: 'canary-aws', GITHUB_TOKEN: 'canary-github', X: 'canary-x' };

/** Starts only where no value of the user's is in its environment, and where it got what it may have. */
const APP = `
import http.server, json, os
seen = [name for name, value in os.environ.items() if "canary" in value]
assert not seen, "got " + ", ".join(seen)
wanted = json.loads(os.environ.get("WANTED", "{}"))
assert all(os.environ.get(name) == value for name, value in wanted.items()), dict(os.environ)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
`;

const DOCKERFILE = `FROM python:3.13-slim
ARG AWS_SECRET_ACCESS_KEY
ARG GITHUB_TOKEN
RUN if env | grep canary; then exit 1; fi
COPY app.py /
EXPOSE 8000
HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
CMD ["python3", "/app.py"]
`;

const repository = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [name, text] of Object.entries({ Dockerfile: DOCKERFILE, 'app.py': APP, ...files }))
    writeFileSync(join(folder, name), text);
  return folder;
};

const service = (more: object): string => JSON.stringify({ services: { web: { build: { context: '.' }, ...more } } });

const health = async (folder: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
  const ran = await runProgram(['verify', folder, '--only', 'build,health', '--json', ...words], {
    env: { HOME: process.env['HOME'], ...SECRETS, ...env },
  });
  const { outcome, checks, notes = [] } = JSON.parse(ran.stdout);
  return { exitCode: ran.exitCode, outcome, found: checks.map((check: { found: string }) => check.found), notes };
};

const LINES = 'AWS_SECRET_ACCESS_KEY\nGITHUB_TOKEN\nX=1';

test.each<[string, Readonly<Record<string, string>>]>([
  ['a list of the compose file', { 'compose.yaml': service({ environment: [LINES, 'X', 'GITHUB_TOKEN', '=X'] }) }],
  [
    'a mapping of the compose file',
    {
      'compose.yaml': service({
        environment: { [LINES]: '1', 'X\r\nGITHUB_TOKEN': '', GITHUB_TOKEN: null, ' X': '', '': 'X', '#': '\nX\n' },
      }),
    },
  ],
  [
    'values of the compose file',
    {
      'compose.yaml': service({
        environment: { A: `1\nGITHUB_TOKEN\nX`, B: '$GITHUB_TOKEN', C: '${X:-$X}', D: '${X?}', E: '\rX\r' },
      }),
    },
  ],
  ['an env file', { 'compose.yaml': service({ env_file: 'a.env' }), 'a.env': 'GITHUB_TOKEN\nX=$X\n A B=1\rX\n' }],
  ['.env.example', { '.env.example': 'AWS_SECRET_ACCESS_KEY\nGITHUB_TOKEN\nexport X\nX = $GITHUB_TOKEN\n' }],
  [
    'build arguments in a list',
    { 'compose.yaml': service({ build: { context: '.', args: [LINES, 'AWS_SECRET_ACCESS_KEY', 'GITHUB_TOKEN'] } }) },
  ],
  [
    'build arguments in a mapping',
    {
      'compose.yaml': service({
        build: { context: '.', args: { [LINES]: '1', AWS_SECRET_ACCESS_KEY: null, GITHUB_TOKEN: '$GITHUB_TOKEN' } },
      }),
    },
  ],
])('no variable of the user reaches an app by %s', async (_, files) => {
  expect(await health(repository(files))).toMatchObject({ exitCode: 0, outcome: 'pass' });
});

test('what is no name of a variable is left out, and said', async () => {
  const environment = { 'A\nGITHUB_TOKEN': '1', 'B C': '2', D: '3', WANTED: '{"D":"3"}' };
  const { outcome, notes } = await health(repository({ 'compose.yaml': service({ environment }) }));
  expect({ outcome, notes }).toEqual({
    outcome: 'pass',
    notes: [
      '"A\\nGITHUB_TOKEN" is no name of a variable: the app does not get it',
      '"B C" is no name of a variable: the app does not get it',
    ],
  });
});

test('values with line breaks arrive whole, from the compose file and from --env', async () => {
  const wanted = {
    A: 'one\ntwo=3\nGITHUB_TOKEN',
    KEY: '-----BEGIN-----\nX\n-----END-----\n',
    LONG: 'x'.repeat(70_000),
  };
  const folder = repository({
    'compose.yaml': service({ environment: { A: wanted.A, LONG: wanted.LONG, WANTED: JSON.stringify(wanted) } }),
  });
  // WANTED alone is longer than a line may be.
  expect(await health(folder, ['--env', 'KEY'], { KEY: wanted.KEY })).toMatchObject({ outcome: 'pass', notes: [] });
});
