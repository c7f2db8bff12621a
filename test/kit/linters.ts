import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, docker, removeLater, tryDocker, uniqueName } from './engine';
import { newFolder, runProgram } from './program';
import { type Given, type Repository, repositoryOf } from './repositories';

/** The strict linters of each language of a generated repository, and its own tests. */

/** Writes a repository as the program would. */
export const written = (repository: Repository, folder = newFolder()): string => {
  for (const [path, text] of repository) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  return folder;
};

/** Which linters of this machine are wanted: all where an engine is required, else those that are installed. */
const installed = async (tool: string): Promise<boolean> =>
  process.env['ENGINE_TESTS'] === 'required' ||
  (await runProgram(['-c', `command -v ${tool}`], { program: ['sh'] })).exitCode === 0;

interface Linter {
  readonly words: (folder: string) => readonly string[];
  readonly needs?: string;
}

const scripts = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'docker'))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => join('docker', name));

/** As strict as it gets, but for what GitHub and Compose write themselves, and lines that hold a whole command. */
const YAML_RULES = `extends: default
rules:
  braces: {max-spaces-inside: 0}
  comments: {min-spaces-from-content: 1}
  document-start: disable
  line-length: {max: 230}
  truthy: {check-keys: false}`;

const LINTERS: readonly Linter[] = [
  { words: () => ['hadolint', 'Dockerfile'] },
  { words: () => ['yamllint', '--strict', '--config-data', YAML_RULES, '.'] },
  { words: (folder) => ['shellcheck', ...scripts(folder)] },
  { words: () => ['actionlint', '.github/workflows/image.yml'], needs: '.github' },
  { words: () => ['zizmor', '--quiet', '--persona', 'pedantic', '--offline', '.github'], needs: '.github' },
  { words: () => ['docker', 'compose', 'config', '--quiet'], needs: 'compose.yaml' },
];

/** @returns what one tool found, or nothing. */
const judged = async ([tool = '', ...words]: readonly string[], folder: string): Promise<readonly string[]> => {
  if (!(await installed(tool))) return [];
  const ran = await runProgram(words, { program: [tool], cwd: folder, env: { HOME: process.env['HOME'] } });
  return ran.exitCode === 0 ? [] : [`${tool} ${words.join(' ')}: ${ran.stdout}${ran.stderr}`];
};

/** Findings of `docker build --check` where the base image is here (3.13 to 3.15); it would have to be pulled else. */
const checked = async (folder: string, { python = '3.14' }: Given): Promise<readonly string[]> => {
  if (!['3.15', '3.14', '3.13'].includes(String(python))) return [];
  const ran = await tryDocker(['build', '--check', folder]);
  return ran.exitCode === 0 && /no warnings found/.test(ran.stdout + ran.stderr) ? [] : [ran.stdout + ran.stderr];
};

/** A container with the development requirements, in which repositories below one folder are judged. */
export interface Workbench {
  readonly folder: string;
  readonly container: string;
}

/** Starts the container; it is removed after the tests of the file. */
export const workbench = async (python = '3.14'): Promise<Workbench> => {
  const context = written(
    new Map([
      ['requirements-dev.txt', repositoryOf({}).get('requirements-dev.txt')!],
      [
        'Dockerfile',
        `FROM python:${python}-slim\nENV PATH=/venv/bin:$PATH\nCOPY requirements-dev.txt .\nRUN --mount=type=cache,target=/root/.cache/pip python -m venv /venv && pip install -q --require-hashes -r requirements-dev.txt\n`,
      ],
    ]),
  );
  const name = uniqueName('workbench');
  await build(context, '--tag', name);
  removeLater('image', 'rm', '--force', name);
  const folder = newFolder();
  const environment = ['PYTHONDONTWRITEBYTECODE=1', 'MYPY_CACHE_DIR=/tmp/mypy', 'RUFF_NO_CACHE=true'];
  const limits = ['--volume', `${folder}:/repositories`, '--label', 'io.github.create-flask-container.test=true'];
  await docker(
    'run',
    '--detach',
    '--name',
    name,
    ...limits,
    ...environment.flatMap((word) => ['--env', word]),
    name,
    'sleep',
    '3600',
  );
  removeLater('rm', '--force', name);
  return { folder, container: name };
};

/** The repository's own checks, with its Python as the target; 3.11 and 3.12 are not here to run on. */
const own = async ({ container }: Workbench, name: string, { python = '3.14' }: Given): Promise<readonly string[]> => {
  const target = String(python);
  const script = `set -e; ruff check -q .; ruff check -q --target-version py${target.replace('.', '')} .; ruff format -q --check .; mypy --python-version ${target}; mypy --strict --python-version ${target}; python -m pytest -q -p no:cacheprovider`;
  const ran = await tryDocker(['exec', '--workdir', `/repositories/${name}`, container, 'sh', '-c', script]);
  return ran.exitCode === 0 ? [] : [ran.stdout + ran.stderr];
};

/** @returns everything that any of them finds in the repository of these answers. */
export const findings = async (given: Given, bench: Workbench, name: string): Promise<readonly string[]> => {
  const folder = written(repositoryOf(given), join(bench.folder, name));
  const applying = LINTERS.filter(({ needs }) => !needs || existsSync(join(folder, needs)));
  const found: string[] = [];
  for (const { words } of applying) found.push(...(await judged(words(folder), folder)));
  return [...found, ...(await checked(folder, given)), ...(await own(bench, name, given))];
};
