import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, newFolder, ROOT, runProgram, VERSION } from '../kit/program';
import { type Registry, startRegistry } from '../kit/registry';
import { installed } from './installed';

/** Every way by which a package manager starts the program, from a registry, with flags passed on as each does it. */

let registry: Registry;
let tools: string;

beforeAll(async () => {
  tools = installed('node@24', 'pnpm@latest', 'yarn@1', '@yarnpkg/cli-dist@latest', 'bun@latest');
  registry = await startRegistry();
  const folder = newFolder();
  const packed = await runProgram(['pack', '--json', '--pack-destination', folder], { cwd: ROOT, program: ['npm'] });
  const [{ filename }] = JSON.parse(packed.stdout);
  const { bin, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  await registry.publish('create-flask-container', VERSION, readFileSync(join(folder, filename)), { bin, engines });
}, 300_000);

afterAll(() => registry.stop());

const FLAGS = ['--registry-user', 'acme', '--description', "it's 100% $HOME", '--yes'];

const WAYS: Readonly<Record<string, readonly string[]>> = {
  npx: ['npx', '--yes', 'create-flask-container', 'my-app', ...FLAGS],
  'npx with a version': ['npx', '--yes', `create-flask-container@${VERSION}`, 'my-app', ...FLAGS],
  'npm create': ['npm', 'create', '--yes', 'flask-container', 'my-app', '--', ...FLAGS],
  'npm create with a version': ['npm', 'create', '--yes', 'flask-container@latest', '--', 'my-app', ...FLAGS],
  'npm exec': ['npm', 'exec', '--yes', '--', 'create-flask-container', 'my-app', ...FLAGS],
  'pnpm create': ['pnpm', 'create', 'flask-container', 'my-app', ...FLAGS],
  'pnpm dlx': ['pnpm', 'dlx', 'create-flask-container', 'my-app', ...FLAGS],
  'yarn 1 create': ['yarn', 'create', 'flask-container', 'my-app', ...FLAGS],
  'yarn 4 dlx': ['berry', 'dlx', '--quiet', 'create-flask-container', 'my-app', ...FLAGS],
  'yarn 4 create': ['berry', 'create', 'flask-container', 'my-app', ...FLAGS],
  'bun create': ['bun', 'create', 'flask-container', 'my-app', ...FLAGS],
  bunx: ['bunx', 'create-flask-container', 'my-app', ...FLAGS],
};

const environmentFor = (home: string): Record<string, string> => ({
  ...registry.env,
  HOME: home,
  PATH: `${join(tools, 'node_modules', '.bin')}:${process.env['PATH']}`,
  npm_config_registry: `${registry.url}/`,
  npm_config_cache: join(home, 'npm'),
  BUN_CONFIG_REGISTRY: `${registry.url}/`,
  BUN_INSTALL: join(home, 'bun'),
  YARN_NPM_REGISTRY_SERVER: registry.url,
  YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_NPM_MINIMAL_AGE_GATE: '0',
  YARN_REGISTRY: `${registry.url}/`,
  // The package is a minute old here.
  npm_config_minimum_release_age: '0',
  pnpm_config_minimum_release_age: '0',
});

let expected: ReadonlyMap<string, string> | undefined;

test.each(Object.keys(WAYS))(
  '%s',
  async (way) => {
    const cwd = newFolder();
    mkdirSync(join(cwd, 'home'));
    mkdirSync(join(cwd, 'work'));
    const berry = [join(tools, 'node_modules/.bin/node'), join(tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js')];
    const [file = '', ...words] = WAYS[way]!;
    const ended = await runProgram(words, {
      cwd: join(cwd, 'work'),
      env: environmentFor(join(cwd, 'home')),
      program: file === 'berry' ? berry : [file],
    });
    expect({ ...ended, made: ended.stdout.includes('Created my-app') }).toMatchObject({ exitCode: 0, made: true });
    const files = filesIn(join(cwd, 'work', 'my-app'));
    expect(JSON.parse(files.get('.create-flask-container.json')!).description).toBe("it's 100% $HOME");
    expected ??= files;
    expect(files).toEqual(expected);
  },
  120_000,
);
