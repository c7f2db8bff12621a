import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../kit/program';
import { APP, CMD, HEAD, repository, verify } from '../../kit/stranger';

/** Repositories that others made, a few lines each: what is said of them is true, and the fix that is printed mends it. */

jest.setTimeout(300_000);

test('the command of the compose file runs where the image has only that of its base', async () => {
  const folder = repository({
    Dockerfile: HEAD,
    'compose.yaml':
      'services:\n  web:\n    build: .\n    entrypoint: python3\n    command: app.py\n    user: "1001:1001"\n',
  });
  const told = await verify(folder, 'user,read-only');
  expect(told).toMatchObject({ exitCode: 0, status: { user: 'pass', 'read-only': 'pass' } });
  expect(told.found['user']).toContain('uid 1001');
});

test('a health check whose program is missing fails health alone, and the printed line mends it', async () => {
  const broken = `${HEAD}HEALTHCHECK CMD curl -f http://127.0.0.1:5000/\n${CMD}`;
  const folder = repository({ Dockerfile: broken });
  const told = await verify(folder, 'read-only,capabilities,health');
  expect(told).toMatchObject({
    exitCode: 1,
    status: { 'read-only': 'pass', capabilities: 'pass', health: 'fail' },
  });
  expect(told.fix['health']).toMatch(/^the image has no curl: /);
  expect(told.found['health']).not.toMatch(/unhealthy.*unhealthy/);
  const line = /HEALTHCHECK CMD .*$/.exec(told.fix['health']!)![0];
  writeFileSync(join(folder, 'Dockerfile'), `${HEAD}${line}\n${CMD}`);
  expect(await verify(folder, 'health')).toMatchObject({ exitCode: 0, status: { health: 'pass' } });
});

test('without a health check the printed line is one that passes', async () => {
  const folder = repository({ Dockerfile: `${HEAD}${CMD}` });
  const told = await verify(folder, 'health');
  const line = /HEALTHCHECK CMD .*$/.exec(told.fix['health']!)![0];
  writeFileSync(join(folder, 'Dockerfile'), `${HEAD}${line}\n${CMD}`);
  expect(await verify(folder, 'health')).toMatchObject({ exitCode: 0, status: { health: 'pass' } });
});

test('an app that does not start fails health, and what hangs on it is skipped', async () => {
  const folder = repository({
    Dockerfile: `${HEAD}CMD ["python3", "-c", "raise SystemExit('the database is away')"]\n`,
  });
  const all = await verify(folder, 'user,read-only,capabilities,health,stop');
  const skip = 'skip';
  expect(all).toMatchObject({
    exitCode: 1,
    status: { user: skip, 'read-only': skip, capabilities: skip, health: 'fail', stop: skip },
  });
  expect(all.found['health']).toBe('it ended with exit code 1: the database is away');
  // Asked for alone, it is judged where the others send.
  expect(await verify(folder, 'read-only')).toMatchObject({
    exitCode: 1,
    status: { 'read-only': skip, health: 'fail' },
  });
});

test('an app that writes as it answers is seen: it is asked the same on a read-only file system', async () => {
  const folder = repository({
    Dockerfile: `${HEAD.replace('USER', 'RUN chown 1000:1000 /app\nENV WRITES=1\nUSER')}${CMD}`,
  });
  const told = await verify(folder, 'read-only');
  expect(told).toMatchObject({ exitCode: 1, status: { 'read-only': 'fail' } });
  expect(told.found['read-only']).toBe('/ answers 500');
});

test('a step that fails is told with its own last words', async () => {
  const folder = repository({
    Dockerfile: `${HEAD.replace('USER', 'RUN echo "ERROR: No matching distribution found for nope" >&2; echo notice; exit 1\nUSER')}${CMD}`,
  });
  const told = await verify(folder, 'build');
  expect(told).toMatchObject({ exitCode: 1, status: { build: 'fail' } });
  expect(told.found['build']).toMatch(
    /^Dockerfile:5: process .*exit code: 1: ERROR: No matching distribution found for nope$/,
  );
  // Asked for what needs an image, it is the build that says no.
  expect(await verify(folder, 'user')).toMatchObject({ exitCode: 1, status: { user: 'skip', build: 'fail' } });
});

/** The lines that a fix names. */
const linesOf = (fix: string): string => `${/the lines (.*)$/.exec(fix)![1]!.replaceAll(', ', '\n')}\n`;

test.each<[string, Readonly<Record<string, string>>]>([
  ['no .dockerignore', {}],
  ['a .dockerignore that names .git alone', { '.dockerignore': '.git\n' }],
  ['one that lets in what is needed', { '.dockerignore': '**\n!app.py\n!src\n' }],
  ['one that lets all in again at its end', { '.dockerignore': '.env\n*.pem\n!**\n' }],
])('with %s the printed lines make the context pass', async (_, files) => {
  const folder = repository({ Dockerfile: `${HEAD}${CMD}`, ...files });
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'x.py'), '');
  const told = await verify(folder, 'context');
  expect(told).toMatchObject({ exitCode: 1, status: { context: 'fail' } });
  writeFileSync(join(folder, '.dockerignore'), `${files['.dockerignore'] ?? ''}${linesOf(told.fix['context']!)}`);
  expect(await verify(folder, 'context')).toMatchObject({ exitCode: 0, status: { context: 'pass' } });
});

test('a large folder of tools that goes in is counted and named, and the printed line keeps it out', async () => {
  const ignored = '.git\n**/.env\n**/*.pem\n**/*.key\n**/id_*\n';
  const folder = repository({ Dockerfile: `${HEAD}${CMD}`, '.dockerignore': ignored });
  mkdirSync(join(folder, '.venv', 'lib'), { recursive: true });
  writeFileSync(join(folder, '.venv', 'lib', 'big.so'), Buffer.alloc(30_000_000));
  const told = await verify(folder, 'context');
  expect(told).toMatchObject({ exitCode: 1, status: { context: 'fail' } });
  expect(told.found['context']).toMatch(/^a COPY could take \.venv \(30\.0 MB\) \(\d+ files, 30\.0 MB in all\)$/);
  writeFileSync(join(folder, '.dockerignore'), `${ignored}${linesOf(told.fix['context']!)}`);
  expect(await verify(folder, 'context')).toMatchObject({ exitCode: 0, status: { context: 'pass' } });
});

test('a build that takes something of the history is judged with the history', async () => {
  const folder = repository({
    Dockerfile: `${HEAD.replace('COPY app.py', 'COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY .git/HEAD ./\nCOPY app.py')}${CMD}`,
    'requirements.txt': '',
  });
  await runProgram(['init', '--quiet', folder], { program: ['git'] });
  expect(await verify(folder, 'cache')).toMatchObject({ exitCode: 0, status: { cache: 'pass' } });
});

const SERVER = (address: string, port: number): string => APP.replace('("0.0.0.0", 5000)', `("${address}", ${port})`);

test('an app that listens on the loopback only is told so, soon', async () => {
  const folder = repository({ Dockerfile: `${HEAD}${CMD}`, 'app.py': SERVER('127.0.0.1', 5000) });
  const began = Date.now();
  const told = await verify(folder, 'health');
  expect(told.found['health']).toBe('it listens on 127.0.0.1:5000 only: bind 0.0.0.0');
  expect(Date.now() - began).toBeLessThan(45_000);
});

test('an app on a port that nothing names is found by its socket', async () => {
  const folder = repository({ Dockerfile: `${HEAD}${CMD}`, 'app.py': SERVER('0.0.0.0', 5005) });
  const told = await verify(folder, 'read-only');
  expect(told).toMatchObject({ exitCode: 0, status: { 'read-only': 'pass' } });
  expect(told.found['read-only']).toContain('port 5005');
});

test('an app that speaks TLS is told so', async () => {
  const tls = `import ssl, subprocess
subprocess.run("openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/k -out /tmp/c -days 1 -subj /CN=x", shell=True, check=True)
${SERVER('0.0.0.0', 5000).replace('.serve_forever()', '')}`
    .replace('http.server.ThreadingHTTPServer((', 'server = http.server.ThreadingHTTPServer((')
    .concat(`
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/tmp/c", "/tmp/k")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
`);
  const told = await verify(repository({ Dockerfile: `${HEAD}${CMD}`, 'app.py': tls }), 'health');
  expect(told.found['health']).toMatch(/^it speaks TLS on port 5000/);
});

test('a command that names $PORT is given one, as platforms do', async () => {
  const app = SERVER('0.0.0.0', 0)
    .replace('("0.0.0.0", 0)', '("0.0.0.0", int(sys.argv[1]))')
    .replace('import http', 'import sys, http');
  const dockerfile = `${HEAD.replace('EXPOSE 5000\n', '')}CMD exec python3 app.py $PORT\n`;
  const told = await verify(repository({ Dockerfile: dockerfile, 'app.py': app }), 'read-only');
  expect(told).toMatchObject({ exitCode: 0, status: { 'read-only': 'pass' } });
  expect(told.notes).toContain('the command names PORT, which nothing sets: it was set to 8000, as platforms do');
});

test('an app that listens on a socket file only is told so', async () => {
  const app = `import socket, time
s = socket.socket(socket.AF_UNIX)
s.bind("/tmp/app.sock")
s.listen()
time.sleep(600)
`;
  const told = await verify(repository({ Dockerfile: `${HEAD}${CMD}`, 'app.py': app }), 'health');
  expect(told).toMatchObject({ exitCode: 1, status: { health: 'fail' } });
  expect(told.found['health']).toBe('it listens on the socket file /tmp/app.sock only: bind 0.0.0.0 and a port');
});
