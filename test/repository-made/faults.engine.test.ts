import { docker, removeLater, tryDocker, uniqueName } from '../kit/engine';
import { HARDENED, KEY, raw, type ServedApp, servedApp } from '../kit/served-app';

/** What a generated app answers when something is wrong, in its container. */

jest.setTimeout(300_000);

let app: ServedApp;

beforeAll(async () => {
  app = await servedApp();
});

const refused = (...words: readonly string[]): ReturnType<typeof tryDocker> =>
  tryDocker(['run', '--rm', ...HARDENED, ...words, app.image]);

test.each([
  ['no SECRET_KEY', [], 'SECRET_KEY is empty or not set'],
  ['a short SECRET_KEY', ['--env', 'SECRET_KEY=short'], 'SECRET_KEY holds 5 characters; at least 16 are needed'],
  [
    'a secret file that may not be read',
    ['--env', 'SECRET_KEY_FILE=/etc/shadow'],
    'SECRET_KEY_FILE (/etc/shadow) cannot be read: Permission denied',
  ],
  [
    'a secret file that is a folder',
    ['--env', 'SECRET_KEY_FILE=/app'],
    'SECRET_KEY_FILE (/app) cannot be read: Is a directory',
  ],
  [
    'a key that anybody can read',
    ['--env', 'SECRET_KEY=only-for-this-machine'],
    'SECRET_KEY is a key that anybody can read',
  ],
  [
    'a forwarded host without trusted ones',
    [...KEY, '--env', 'PROXY_HOPS=1', '--env', 'PROXY_SETS_HOST=true'],
    'PROXY_SETS_HOST needs PROXY_HOPS and TRUSTED_HOSTS',
  ],
  [
    'processes that gunicorn cannot count',
    [...KEY, '--env', 'WEB_CONCURRENCY=auto'],
    'WEB_CONCURRENCY must be a whole number',
  ],
  ['half a process', [...KEY, '--env', 'WEB_CONCURRENCY=1.5'], 'WEB_CONCURRENCY must be a whole number'],
  ['a path below that is none', [...KEY, '--env', 'SCRIPT_NAME=app'], 'SCRIPT_NAME must be a path such as'],
  [
    'a path below with a slash at its end',
    [...KEY, '--env', 'SCRIPT_NAME=/app/'],
    'SCRIPT_NAME must be a path such as',
  ],
  ['a short older key', [...KEY, '--env', 'SECRET_KEY_FALLBACKS=old'], 'SECRET_KEY_FALLBACKS holds 3 characters'],
  ['no process', [...KEY, '--env', 'WEB_CONCURRENCY=0'], 'WEB_CONCURRENCY must be a whole number of at least 1'],
  ['no thread', [...KEY, '--env', 'WEB_THREADS=0'], 'WEB_THREADS must be a whole number of at least 1'],
  [
    'a port beyond the last',
    [...KEY, '--env', 'PORT=70000'],
    'PORT must be a whole number of at least 1, at most 65535',
  ],
  ['a host that is a pattern', [...KEY, '--env', 'TRUSTED_HOSTS=*'], 'TRUSTED_HOSTS must be host names'],
  ['debug mode that is off', ['--env', 'FLASK_DEBUG=False'], 'SECRET_KEY is empty or not set'],
  ['a wrong number', [...KEY, '--env', 'PROXY_HOPS=one'], "PROXY_HOPS must be a whole number of at least 0, not 'one'"],
])('%s ends the start with one line and no stack', async (_name, words, message) => {
  const ran = await refused(...words);
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toContain(`Error: ${message}`);
  expect(ran.stdout + ran.stderr).not.toContain('Traceback');
});

test('a port in use ends the start, and says so', async () => {
  const { container } = await app.start();
  const ran = await refused(...KEY, '--network', `container:${container}`);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toContain("Connection in use: ('0.0.0.0', 8000)");
});

test('too large a body, a full /tmp and a foreign host are told in problem documents', async () => {
  const { port, url } = await app.start(
    '--env',
    'MAX_CONTENT_LENGTH=5000000',
    '--env',
    'TRUSTED_HOSTS=,localhost,127.0.0.1',
  );
  const send = (size: number): Promise<Response> => {
    const body = new FormData();
    body.set('file', new Blob([new Uint8Array(size)]), 'file');
    return fetch(`${url}/files`, { method: 'POST', body, headers: { Accept: 'application/json' } });
  };
  expect(await (await send(600_000)).text()).toBe('600000');
  for (const [size, status] of [
    [3_000_000, 500],
    [6_000_000, 413],
  ] as const) {
    const response = await send(size);
    expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(await response.json()).toMatchObject({ status, request_id: response.headers.get('x-request-id') });
  }
  expect(await raw(port, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  );
  expect(await raw(port, 'GET / HTTP/1.1\r\nno header\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('a client behind one proxy chooses neither the host nor the scheme of a link', async () => {
  const { port } = await app.start('--env', 'PROXY_HOPS=1');
  const request = (scheme: string): string =>
    `GET /link HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: ${scheme}\r\nConnection: close\r\n\r\n`;
  const links = await Promise.all(['http', 'https', 'javascript'].map((scheme) => raw(port, request(scheme))));
  expect(links.map((text) => /^Link: (.*)\r$/m.exec(text)?.[1])).toEqual([
    'http://shop.example/link',
    'https://shop.example/link',
    'http://shop.example/link',
  ]);
});

test('a proxy that is asked for names the host, one that is trusted', async () => {
  const { port } = await app.start(
    '--env',
    'PROXY_HOPS=1',
    '--env',
    'PROXY_SETS_HOST=1',
    '--env',
    'TRUSTED_HOSTS=localhost,a.example',
  );
  const request = (host: string): string =>
    `GET /link HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Host: ${host}\r\nConnection: close\r\n\r\n`;
  expect(await raw(port, request('a.example'))).toContain('Link: http://a.example/link');
  expect(await raw(port, request('evil.example'))).toMatch(/^HTTP\/1\.1 400 /);
});

test('settings that are empty are as not set, and below a path it is healthy', async () => {
  const empty = ['PORT', 'LOG_LEVEL', 'WEB_CONCURRENCY', 'WEB_THREADS', 'TRUSTED_HOSTS', 'FLASK_DEBUG', 'STATSD_HOST'];
  const container = uniqueName('below');
  await docker(
    ...['run', '--detach', '--name', container, ...HARDENED, ...KEY, '--tmpfs', '/tmp', '--env', 'SCRIPT_NAME=/app'],
    ...empty.flatMap((name) => ['--env', `${name}=`]),
    app.image,
  );
  removeLater('rm', '--force', container);
  const end = Date.now() + 30_000;
  const health = () => docker('inspect', '--format', '{{.State.Health.Status}}', container);
  while ((await health()) === 'starting' && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await health()).toBe('healthy');
});

test('a worker that is killed is replaced, and nobody waits for it', async () => {
  const { container, url } = await app.start();
  const workers =
    'import os; print(*[p for p in os.listdir("/proc") if p.isdigit() and open(f"/proc/{p}/stat").read().split()[3] == "1"])';
  const [first] = (await docker('exec', container, 'python', '-c', workers)).split(' ');
  await docker('exec', container, 'python', '-c', `import os; os.kill(${first}, 9)`);
  for (let turn = 0; turn < 5; turn += 1) expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await docker('inspect', '--format', '{{.State.Running}}', container)).trim()).toBe('true');
});

test('a request under way when the stop comes is answered, and the stop is in time', async () => {
  const { container, url } = await app.start();
  const slow = fetch(`${url}/slow`).then((response) => response.text());
  await new Promise((resolve) => setTimeout(resolve, 500));
  await docker('stop', '--time', '30', container);
  expect(await slow).toBe('answered');
  expect(await docker('inspect', '--format', '{{.State.ExitCode}}', container)).toBe('0');
});

test('its log is one JSON object a line, without the probes, with the id of each request', async () => {
  const { container, url } = await app.start();
  await fetch(`${url}/nowhere`, { headers: { 'X-Request-ID': 'from-the-test' } });
  await fetch(`${url}/healthz`);
  await docker('stop', container);
  const lines = (await docker('logs', container))
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const access = lines.filter(({ logger }) => logger === 'gunicorn.access');
  expect(access).toHaveLength(1);
  expect(access[0]).toMatchObject({ method: 'GET', path: '/nowhere', status: '404', request_id: 'from-the-test' });
});
