import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, newFolder, PROGRAM, runProgram } from '../kit/program';

/** What Compose is asked about a stranger's compose file, and what becomes of its answer. The docker here only records. */

const CANARY = 'canary-value';

const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = newFolder();
  for (const [path, text] of Object.entries({ Dockerfile: 'FROM scratch\n', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

/** A docker that has no engine, and whose Compose does what is said. */
const recorder = (compose: string) => {
  const [bin, log] = [newFolder(), newFolder()];
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh
f=$(/usr/bin/mktemp '${log}/XXXXXXXX')
printf '%s\\n' "$@" >"$f.words"
/bin/cat /proc/$$/environ >"$f.env"
if [ "$1" = compose ]; then
${compose}
fi
echo 'no engine' >&2
exit 1
`,
    { mode: 0o755 },
  );
  const calls = () =>
    readdirSync(log)
      .filter((name) => name.endsWith('.words'))
      .map((name) => ({
        words: readFileSync(join(log, name), 'utf8').split('\n').slice(0, -1),
        env: readFileSync(join(log, name.replace('.words', '.env')), 'utf8').split('\0'),
      }))
      .filter(({ words }) => words[0] === 'compose');
  const secrets = { TOKEN: CANARY, SECRET_KEY: CANARY, COMPOSE_FILE: CANARY, COMPOSE_PROFILES: CANARY, PORT: CANARY };
  return { calls, env: { PATH: `${bin}:${process.env['PATH']}`, ...secrets } };
};

const FINE = { 'compose.yaml': 'services: {web: {build: ., environment: [TOKEN]}}' };

test('Compose gets the file, an empty file of variables, and nothing of the user', async () => {
  const { calls, env } = recorder('echo "{}"; exit 0');
  const folder = folderOf({ ...FINE, 'compose.override.yaml': 'services: {}', '.env': 'COMPOSE_FILE=/etc/passwd\n' });
  expect((await runProgram(['verify', folder], { env })).exitCode).toBe(69);
  expect(calls()).toHaveLength(1);
  const [{ words, env: seen }] = calls() as [ReturnType<typeof calls>[number]];
  const files = words.flatMap((word, at) => (word === '--file' ? [words[at + 1]] : []));
  expect(files).toEqual([join(folder, 'compose.yaml'), join(folder, 'compose.override.yaml')]);
  expect(words).toEqual(expect.arrayContaining(['--no-interpolate', '--no-env-resolution', '/dev/null']));
  expect(seen.filter((pair) => pair.includes(CANARY))).toEqual([]);
  expect(seen).toContain('COMPOSE_EXPERIMENTAL_GIT_REMOTE=false');
});

const OUTSIDE: readonly (readonly [string, string])[] = [
  ['a git host', 'include: ["https://github.com/acme/parts.git"]'],
  ['a folder that is called like one', 'include: ["github.com/acme/parts.git"]'],
  ['a host by ssh', 'include: ["git@example.com:acme/parts"]'],
  ['a registry', 'include: ["oci://registry.example.com/parts:1"]'],
  ['a file above the folder', 'include: [../compose.yaml]'],
  ['what a link leads to', 'include: [link/compose.yaml]'],
  ['a folder of a link, to extend from', 'services: {web: {extends: {file: link/compose.yaml, service: web}}}'],
  ['a device', 'include: [/dev/zero]'],
  ['60 files', `include: [${Array.from({ length: 60 }, (_, at) => `many/${at}.yaml`).join()}]`],
];

test.each(OUTSIDE)('%s: Compose is not asked, and nothing of it is read', async (_, text) => {
  const { calls, env } = recorder(`echo '{"services":{"web":{"build":{"context":"."}}}}'; exit 0`);
  const outside = folderOf({ 'compose.yaml': 'services: {web: {build: {context: ., target: outside}}}' });
  const many = Object.fromEntries(Array.from({ length: 60 }, (_each, at) => [`many/${at}.yaml`, 'services: {}']));
  const folder = folderOf({ 'compose.yaml': text, 'github.com/acme/parts.git': 'services: {}', ...many });
  symlinkSync(outside, join(folder, 'link'));
  const ended = await runProgram(['verify', folder, '--json'], { env });
  expect(ended.exitCode).toBe(69);
  expect(calls()).toEqual([]);
});

test.each([
  ['no JSON', 'echo "services:"; exit 0'],
  ['a list', 'echo "[1]"; exit 0'],
  ['services that are none', `echo '{"services":[1,null],"name":7}'; exit 0`],
  ['a service that is none', `echo '{"services":{"web":7,"x":null,"__proto__":{"build":7}}}'; exit 0`],
  ['odd values', `echo '{"services":{"web":{"build":{"context":["/"]},"env_file":[1],"ports":[{}]}}}'; exit 0`],
  ['more than anybody reads', '/usr/bin/head -c 3000000 /dev/zero; exit 0'],
  ['a flood', '/bin/cat /dev/zero; exit 0'],
  ['a complaint', 'echo "services.web is bad" >&2; exit 15'],
  ['nothing at all', 'exit 0'],
  ['its own end', 'kill -9 $$'],
])('Compose answers with %s: our own reader goes on', async (_, compose) => {
  const { calls, env } = recorder(compose);
  const ended = await runProgram(['verify', folderOf(FINE)], { env });
  expect(ended).toMatchObject({ exitCode: 69, signal: null });
  expect(ended.stderr).not.toMatch(/\n {4}at |fault of create-flask-container/);
  expect(calls()).toHaveLength(1);
});

test('Ctrl-C ends a Compose that hangs, and what it has started', async () => {
  const mark = join(newFolder(), 'lives');
  const { env } = recorder(`(while :; do /usr/bin/touch '${mark}'; /bin/sleep 0.2; done) &\nwait`);
  const child = spawn(process.execPath, [PROGRAM, 'verify', folderOf(FINE)], {
    env: environment(env),
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => void child.on('close', (code) => resolve(code)));
  while (!existsSync(mark)) await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  rmSync(mark);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(existsSync(mark)).toBe(false);
});
