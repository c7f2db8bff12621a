import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRepository, serveGit, writeFiles } from '../kit/git-server';
import { COMPLETE, environment, newFolder, runProgram } from '../kit/program';
import { packageOf, startRegistry } from '../kit/registry';
import { TEAM, templateFolder } from '../kit/team';

/** Every program that any command starts is recorded with its arguments and environment, and then really run. */

jest.setTimeout(300_000);

const CANARY = 'canary-value';

/** Named as tokens, passwords and keys are named out there; the shape of the name must decide nothing. */
const SECRET_NAMES = [
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AZURE_CLIENT_SECRET', 'ARM_CLIENT_SECRET'],
  ...['GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_AUTH_ACCESS_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN', 'GITLAB_TOKEN'],
  ...['CI_JOB_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'NPM_TOKEN', 'NODE_AUTH_TOKEN'],
  ...['PYPI_TOKEN', 'TWINE_PASSWORD', 'UV_PUBLISH_TOKEN', 'PIP_INDEX_URL', 'DOCKER_PASSWORD', 'DOCKER_TOKEN'],
  ...['DOCKER_AUTH_CONFIG', 'DOCKERHUB_TOKEN', 'BUILDKIT_SECRET', 'DATABASE_URL', 'PGPASSWORD', 'MYSQL_PWD'],
  ...['REDIS_URL', 'SECRET_KEY', 'DJANGO_SECRET_KEY', 'STRIPE_API_KEY', 'OPENAI_API_KEY', 'SLACK_WEBHOOK_URL'],
  ...['SENTRY_AUTH_TOKEN', 'VAULT_TOKEN', 'KUBECONFIG', 'SSH_PRIVATE_KEY', 'GPG_PASSPHRASE', 'XDG_SECRET', 'LC_SECRET'],
  ...[
    'GIT_PASSWORD',
    'GIT_CONFIG_VALUE_0',
    'HADOLINT_TOKEN',
    'MISE_GITHUB_TOKEN',
    'password',
    'Token',
    'HOMEBREW_TOKEN',
  ],
] as const;
const SECRETS = Object.fromEntries(SECRET_NAMES.map((name) => [name, `${CANARY}-${name}`]));

interface Recorded {
  readonly program: string;
  readonly words: readonly string[];
  /** The names of all variables, and of those that hold a secret. */
  readonly names: readonly string[];
  readonly secrets: readonly string[];
}

const PROGRAMS = ['git', 'npm', 'docker', 'hadolint', 'actionlint', 'yamllint', 'ruff', 'shellcheck'] as const;

/** Puts recorders of all programs on a PATH of their own. */
const recorder = () => {
  const bin = newFolder();
  const log = newFolder();
  for (const name of PROGRAMS)
    writeFileSync(
      join(bin, name),
      `#!/bin/sh
f=$(/usr/bin/mktemp '${log}/XXXXXXXX')
printf '%s\\n' '${name}' "$@" >"$f.words"
/bin/cat /proc/$$/environ >"$f"
for folder in ${(environment().PATH ?? '').split(':').join(' ')}; do
  if [ -x "$folder/${name}" ]; then exec "$folder/${name}" "$@"; fi
done
exit 127
`,
      { mode: 0o755 },
    );
  const recorded = (): readonly Recorded[] =>
    readdirSync(log)
      .filter((name) => !name.endsWith('.words'))
      .map((name) => {
        const [program = '', ...words] = readFileSync(join(log, `${name}.words`), 'utf8').split('\n');
        const pairs = readFileSync(join(log, name), 'utf8').split('\0').filter(Boolean);
        const nameOf = (pair: string): string => pair.split('=', 1)[0]!;
        return {
          program,
          words,
          names: pairs.map(nameOf),
          secrets: pairs.filter((pair) => pair.includes(CANARY)).map(nameOf),
        };
      });
  return { env: { PATH: `${bin}:${environment().PATH}`, ...SECRETS }, recorded };
};

const told = ({ program, words, secrets }: Recorded): string =>
  `${program} ${words.join(' ').trim()}: ${secrets.join()}`;

/** A build asks registries; everything else that docker is asked needs none. */
const asksRegistry = ({ program, words }: Recorded): boolean =>
  program === 'docker' && words[0] === 'buildx' && words[1] === 'build';

const DOCKERFILE = `FROM python:3.13-slim
COPY app.py /
EXPOSE 8000
HEALTHCHECK CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/')"]
CMD ["python3", "-m", "http.server", "8000", "--directory", "/var"]
`;

test('verify gives tokens to builds alone, and clean to nothing', async () => {
  const folder = templateFolder({ Dockerfile: DOCKERFILE, 'app.py': '', 'requirements.txt': '' });
  const { env, recorded } = recorder();
  const HOME = process.env['HOME'];
  const verified = await runProgram(['verify', folder, '--skip', 'secrets,size', '--json'], { env: { ...env, HOME } });
  const cleaned = await runProgram(['clean', folder, '--yes', '--json'], { env: { ...env, HOME } });
  expect([verified.exitCode, cleaned.exitCode]).toEqual([expect.any(Number), 0]);
  expect(JSON.parse(verified.stdout).checks).toContainEqual(expect.objectContaining({ id: 'health', status: 'pass' }));
  const calls = recorded();
  const commands = new Set(calls.map(({ program, words }) => `${program} ${words[0]}`));
  for (const command of [
    'docker run',
    'docker info',
    'docker inspect',
    'docker rm',
    'docker stop',
    'hadolint --no-color',
  ])
    expect(commands).toContain(command);
  expect(calls.filter((call) => !asksRegistry(call) && call.secrets.length > 0).map(told)).toEqual([]);
  const builds = calls.filter(asksRegistry);
  expect(builds.length).toBeGreaterThan(2);
  // Credential helpers of clouds read these.
  for (const { secrets } of builds) expect(secrets).toEqual(expect.arrayContaining(['AWS_SECRET_ACCESS_KEY']));
});

test('docker is still told which engine, by which proxy and with which certificates', async () => {
  const { env, recorded } = recorder();
  const own = {
    DOCKER_HOST: 'tcp://127.0.0.1:9',
    DOCKER_CERT_PATH: '/nowhere',
    DOCKER_CONFIG: newFolder(),
    DOCKER_CONTEXT: '',
    https_proxy: 'http://proxy.example',
    NO_PROXY: '127.0.0.1',
    SSH_AUTH_SOCK: '/nowhere/agent',
    SSL_CERT_FILE: '/nowhere/ca.pem',
    XDG_RUNTIME_DIR: '/nowhere/run',
    BUILDX_BUILDER: 'default',
  };
  const folder = templateFolder({ Dockerfile: 'FROM scratch\n' });
  expect((await runProgram(['clean', folder], { env: { ...env, ...own } })).exitCode).toBe(69);
  expect(recorded()[0]!.names).toEqual(expect.arrayContaining([...Object.keys(own), 'HOME', 'PATH']));
});

test('create gives git no token, in a repository, beside one, and in a plan', async () => {
  const { env, recorded } = recorder();
  const around = newFolder();
  await runProgram(['init', '--quiet', around], { program: ['git'] });
  for (const words of [[], ['--dry-run'], ['--git', '--json']])
    await runProgram([`app-${words.length}${words[0]?.length ?? 0}`, ...COMPLETE, ...words], { cwd: around, env });
  const made = await runProgram(['my-app', ...COMPLETE], { env });
  expect(made.exitCode).toBe(0);
  const calls = recorded();
  const asked = calls.map(({ words }) => words.join(' '));
  for (const word of ['init', 'add', 'commit', 'check-ignore'])
    expect(asked.join('\n')).toMatch(new RegExp(`\\b${word}\\b`));
  expect(calls.filter(({ secrets }) => secrets.length > 0).map(told)).toEqual([]);
  for (const { names } of calls) expect(names).toEqual(expect.arrayContaining(['HOME', 'PATH', 'GIT_AUTHOR_NAME']));
});

test('template check gives linters no token', async () => {
  const { env, recorded } = recorder();
  const folder = templateFolder({ ...TEAM, 'files/Dockerfile': 'FROM scratch\n', 'files/x.sh': '#!/bin/sh\n' });
  await runProgram(['template', 'check', folder], { env });
  const calls = recorded();
  expect(calls.length).toBeGreaterThan(3);
  expect(calls.filter(({ secrets }) => secrets.length > 0).map(told)).toEqual([]);
});

test('a fetch by git keeps what credential helpers read, and nothing that leads it elsewhere', async () => {
  const server = await serveGit(newFolder());
  try {
    const commit = newRepository(server.root, 'team.git').publish(TEAM);
    const { env, recorded } = recorder();
    const own = {
      ...env,
      GIT_SSH_COMMAND: 'ssh -v',
      GIT_DIR: '/nowhere',
      GIT_EXEC_PATH: undefined,
      CREATE_FLASK_CONTAINER_PYTHON: '3.13',
    };
    const source = `git+${server.url}/team.git#${commit}`;
    const made = await runProgram(['my-app', '--template', source, '--no-git', ...COMPLETE], { env: own });
    expect({ ...made }).toMatchObject({ exitCode: 0 });
    const calls = recorded();
    expect(calls.length).toBeGreaterThan(2);
    for (const { names, secrets } of calls) {
      expect(secrets).toEqual(expect.arrayContaining(['GITHUB_TOKEN', 'CI_JOB_TOKEN', 'password']));
      expect(names).toContain('GIT_SSH_COMMAND');
      expect(
        names.filter((name) => /^(GIT_(DIR|PASSWORD|CONFIG_VALUE_0)|CREATE_FLASK_CONTAINER_.*)$/.test(name)),
      ).toEqual([]);
    }
  } finally {
    await server.close();
  }
});

test('npm keeps its own settings and the variables that an .npmrc names', async () => {
  const registry = await startRegistry();
  try {
    const integrity = await registry.publish('@acme/flask', '1.2.3', await packageOf(TEAM));
    const { env, recorded } = recorder();
    const HOME = newFolder();
    writeFiles(HOME, { '.npmrc': `@else:registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=\${NPM_TOKEN}\n` });
    mkdirSync(join(HOME, 'etc'));
    writeFileSync(join(HOME, 'etc', 'npmrc'), '//127.0.0.1:8/:_password=${VAULT_TOKEN}\n');
    const own = {
      ...registry.env,
      HOME,
      npm_config_globalconfig: join(HOME, 'etc', 'npmrc'),
      npm_config_userconfig: undefined,
    };
    const source = `npm:@acme/flask@1.2.3#${integrity}`;
    const made = await runProgram(['my-app', '--template', source, '--no-git', ...COMPLETE], {
      env: { ...env, ...own, npm_config_registry: registry.url },
    });
    expect({ ...made }).toMatchObject({ exitCode: 0 });
    const calls = recorded().filter(({ program }) => program === 'npm');
    expect(calls.length).toBeGreaterThan(0);
    for (const { names, secrets } of calls) {
      expect([...secrets].sort()).toEqual(['NPM_TOKEN', 'VAULT_TOKEN']);
      expect(names).toContain('npm_config_registry');
    }
  } finally {
    await registry.stop();
  }
});

test('no program that the settings of a repository name is started, whatever the user wants of buildx', async () => {
  const folder = templateFolder({ Dockerfile: DOCKERFILE, 'app.py': '', 'requirements.txt': '' });
  const log = join(newFolder(), 'ran');
  for (const words of [
    ['init', '--quiet'],
    ['add', '.'],
    ['commit', '--quiet', '--message', 'x'],
  ])
    await runProgram(words, { program: ['git'], cwd: folder });
  writeFiles(folder, { '.git/run': `#!/bin/sh\necho "$0" >>'${log}'\n`, 'app.py': 'x = 1' });
  for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'gpg.program', 'core.editor'])
    await runProgram(['config', name, join(folder, '.git/run')], { program: ['git'], cwd: folder });
  await runProgram(['config', 'filter.x.clean', join(folder, '.git/run')], { program: ['git'], cwd: folder });
  writeFiles(folder, { '.git/info/attributes': '* filter=x\n' });
  const page = join(newFolder(), 'page.html');
  const env = { HOME: process.env['HOME'], BUILDX_GIT_CHECK_DIRTY: '1', BUILDX_GIT_LABELS: 'full' };
  const ran = await runProgram(['verify', folder, '--only', 'build,lint,context', '--json', '--html', page], {
    env,
    cwd: folder,
  });
  expect(JSON.parse(ran.stdout).checks[0]).toMatchObject({ id: 'build', status: 'pass' });
  await runProgram(['clean', folder, '--yes', '--json'], { env, cwd: folder });
  expect(existsSync(log)).toBe(false);
  // The page names the commit all the same.
  expect(readFileSync(page, 'utf8')).toMatch(/<span class="mono">[0-9a-f]{40}<\/span>, and changes/);
});
