// Makes the lock files of the built-in template anew, from its .in files and pyproject.toml, as a generated repository
// would: docker/lock.sh for pip, `uv lock` for uv. Needs Python 3.11, the oldest that the template supports, and the
// package index; nothing in a lock is typed. `npm run locks [-- python3.11]`, then look at the difference.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const files = join(root, 'templates', 'flask', 'files');
const pins = JSON.parse(readFileSync(join(root, 'templates', 'pins.json'), 'utf8'));
const NAME = 'app-to-lock';
const OLDEST = '3.11';
const LOCKS = ['requirements.txt', 'requirements-dev.txt'];
/** Where a lock may point: what a machine without settings of its own would be told. */
const PUBLIC = /^https:\/\/(pypi\.org\/simple$|files\.pythonhosted\.org\/)/;

const work = mkdtempSync(join(tmpdir(), 'lock-'));
/** Without what this machine is set to: another index or a folder of wheels would end up in the lock. */
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PIP|UV)_/.test(name)));
const certificates = process.env.PIP_CERT ? { PIP_CERT: process.env.PIP_CERT } : {};

const run = (file, words, options = {}) =>
  execFileSync(file, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...plain, ...certificates },
    ...options,
  });

const repository = (manager) => {
  const folder = join(work, manager);
  run(process.execPath, [
    join(root, 'bin', 'create-flask-container.js'),
    folder,
    '--name',
    NAME,
    '--registry',
    'none',
    '--package-manager',
    manager,
    '--no-git',
    '--yes',
    '--quiet',
  ]);
  return folder;
};

const versionsIn = (text) =>
  [...text.matchAll(/^([a-z0-9-]+)==([^\s;\\]+)/gm)].map(([, name, version]) => `${name} ${version}`).sort();

const onlyPublic = (path, text) => {
  const foreign = (text.match(/https?:\/\/[^\s"]+/g) ?? []).filter((url) => !PUBLIC.test(url));
  if (foreign.length > 0) throw new Error(`${path} points at ${foreign[0]}`);
};

try {
  const python = process.argv[2] ?? `python${OLDEST}`;
  const tools = join(work, 'tools', 'bin');
  run(python, ['-m', 'venv', join(work, 'tools')]);
  run(join(tools, 'pip'), ['install', '--quiet', `uv==${pins.versions.uv.version}`]);
  const uv = join(tools, 'uv');

  const pip = repository('pip');
  for (const lock of LOCKS) writeFileSync(join(pip, lock), '');
  run('sh', ['docker/lock.sh'], { cwd: pip, env: { ...plain, ...certificates, PATH: `${tools}:${process.env.PATH}` } });
  for (const lock of LOCKS) {
    const text = readFileSync(join(pip, lock), 'utf8');
    onlyPublic(lock, text);
    for (const version of Object.keys(pins.python)) {
      const other = run(
        uv,
        [
          'pip',
          'compile',
          '--quiet',
          '--python-version',
          version,
          '--python',
          python,
          lock.replace('.txt', '.in'),
          '--constraint',
          lock,
        ],
        { cwd: pip },
      );
      if (`${versionsIn(other)}` !== `${versionsIn(text)}`)
        throw new Error(`${lock} is not what Python ${version} needs`);
    }
    copyFileSync(join(pip, lock), join(files, '@packageManager=pip', lock));
  }

  const project = repository('uv');
  run(uv, ['lock', '--quiet', '--upgrade', '--python', python], { cwd: project });
  const text = readFileSync(join(project, 'uv.lock'), 'utf8');
  onlyPublic('uv.lock', text);
  writeFileSync(join(files, '@packageManager=uv', 'uv.lock.ejs'), text.replaceAll(`"${NAME}"`, '<%= projectName %>'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
