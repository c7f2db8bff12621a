import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHere as runProgram } from '../../kit/one-process';
import { COMPLETE, newFolder } from '../../kit/program';
import { templateFolder } from '../../kit/team';

/** A template brings its dependencies locked; what is asked for and not locked is told before anybody installs it. */

const HASH = `--hash=sha256:${'0123456789abcdef'.repeat(4)}`;
const MANIFEST = 'format: 1\nname: deps\nextends: builtin\n';

const checked = async (files: Readonly<Record<string, string>>) => {
  const folder = templateFolder({ 'template.yaml': MANIFEST, ...files });
  const ended = await runProgram(['template', 'check', folder, '--json'], { timeout: 300_000 });
  const { findings } = JSON.parse(ended.stdout) as { findings: readonly { message: string; fix?: string }[] };
  return { folder, exitCode: ended.exitCode, told: findings.map(({ message }) => message) };
};

const LOCKED = `markupsafe-extra==1.0 \\\n    ${HASH}\n`;

jest.setTimeout(300_000);

test('what is locked is in the lock of a new repository', async () => {
  const { folder, exitCode, told } = await checked({
    'files/@packageManager=pip/requirements.in.part': '# ours\nMarkupSafe_Extra>=1 # why\n',
    'files/@packageManager=pip/requirements.txt.part': LOCKED,
    'files/@packageManager=pip/requirements-dev.txt.part': LOCKED,
  });
  expect({ exitCode, told }).toEqual({ exitCode: 0, told: [] });
  const cwd = newFolder();
  const made = await runProgram(['app', ...COMPLETE, '--no-git', '--template', folder], { cwd });
  expect(made.exitCode).toBe(0);
  expect(readFileSync(join(cwd, 'app', 'requirements.in'), 'utf8')).toMatch(
    /^flask\ngunicorn\n# ours\nMarkupSafe_Extra>=1/m,
  );
  expect(readFileSync(join(cwd, 'app', 'requirements.txt'), 'utf8')).toContain(LOCKED);
});

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'nowhere',
    { 'files/@packageManager=pip/requirements.in.part': 'extra\n' },
    ['requirements.txt', 'requirements-dev.txt'],
  ],
  [
    'without a hash',
    {
      'files/@packageManager=pip/requirements.in.part': 'extra\n',
      'files/@packageManager=pip/requirements.txt.part': 'extra==1.0\n',
    },
    ['requirements.txt', 'requirements-dev.txt'],
  ],
  [
    'for developers only',
    { 'files/@packageManager=pip/requirements-dev.in.part': 'extra[all]\n' },
    ['requirements-dev.txt'],
  ],
])('a dependency that is locked %s is told', async (_told, files, paths) => {
  const { exitCode, told } = await checked(files);
  expect({ exitCode, told }).toEqual({
    exitCode: 1,
    told: paths.map((path) =>
      expect.stringMatching(
        new RegExp(`/files/.*\\.in\\.part: extra is asked for, and ${path} does not lock it with a hash$`),
      ),
    ),
  });
});

const SIX = `
[[package]]
name = "six"
version = "1.17.0"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/b7/ce/149a00dd41f10bc29e5921b496af8b574d8413afcd5e30dfa0ed46c2cc5e/six-1.17.0-py2.py3-none-any.whl", hash = "sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274", size = 11050, upload-time = "2024-12-04T17:35:26.475Z" },
]
`;

const SIX_FOR_PIP = `six==1.17.0 \\\n    --hash=sha256:4721f391ed90541fddacab5acf947aa0d3dc7d27b2e1e8eda2be8970586c3274\n`;

const BOTH = {
  'files/requirements.in.part': '# ours\nSix[x,y] >= 1.17, <2 # why\n',
  'files/requirements-dev.in.part': 'six\n',
  'files/@packageManager=pip/requirements.txt.part': SIX_FOR_PIP,
  'files/@packageManager=pip/requirements-dev.txt.part': SIX_FOR_PIP,
  'files/@packageManager=uv/uv.lock.part': SIX,
};

test('one list of names serves pip and uv: for uv it goes into pyproject.toml and the lock', async () => {
  const { folder, exitCode, told } = await checked(BOTH);
  expect({ exitCode, told }).toEqual({ exitCode: 0, told: [] });
  const cwd = newFolder();
  const words = ['app', ...COMPLETE, '--no-git', '--template', folder, '--package-manager', 'uv'];
  expect(await runProgram(words, { cwd })).toMatchObject({ exitCode: 0 });
  const read = (path: string): string => readFileSync(join(cwd, 'app', path), 'utf8');
  expect(existsSync(join(cwd, 'app', 'requirements.in'))).toBe(false);
  expect(read('pyproject.toml')).toContain('dependencies = ["flask", "gunicorn", "Six[x,y] >= 1.17, <2"]');
  expect(read('pyproject.toml')).toContain('dev = ["mypy", "pytest", "ruff", "six"]');
  const lock = read('uv.lock');
  expect(lock).toContain('{ name = "gunicorn" },\n    { name = "six", extra = ["x", "y"] },\n]');
  expect(lock).toContain(
    '{ name = "gunicorn" },\n    { name = "six", extras = ["x", "y"], specifier = ">=1.17,<2" },\n]',
  );
  expect(lock.match(/\{ name = "ruff" \},\n {4}\{ name = "six" \},\n\]/g)).toHaveLength(2);
  expect(lock.endsWith(SIX)).toBe(true);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  [
    'it is not in the lock of uv',
    { 'files/@packageManager=uv/uv.lock.part': '' },
    /in\.part: six is asked for, and uv\.lock does/,
  ],
  [
    'it has no hash there',
    { 'files/@packageManager=uv/uv.lock.part': SIX.replace(/, hash = "[^"]*"/, '') },
    /six is asked for, and uv\.lock does not lock it with a hash/,
  ],
  [
    'what it needs is not there',
    { 'files/@packageManager=uv/uv.lock.part': `${SIX}dependencies = [\n    { name = "seven" },\n]\n` },
    /seven is needed by six, and uv\.lock does not/,
  ],
  [
    'it is there twice',
    { 'files/@packageManager=uv/uv.lock.part': `${SIX}${SIX}` },
    /uv\.lock\.part: uv\.lock has six==1\.17\.0 twice/,
  ],
  [
    'it is in the lock of pip twice',
    { 'files/@packageManager=pip/requirements.txt.part': `${SIX_FOR_PIP}${SIX_FOR_PIP}` },
    /requirements\.txt\.part: requirements\.txt has six twice/,
  ],
  [
    'it has a condition that uv could not be told of',
    { 'files/requirements.in.part': 'six; python_version < "3.12"\n' },
    /requirements\.in\.part: six; python_version.*for uv a requirement is a name, extras and versions/,
  ],
])('a dependency for uv and pip is judged: %s', async (_told, files, says) => {
  const { exitCode, told } = await checked({ ...BOTH, ...files });
  expect(exitCode).toBe(1);
  expect(told.join('\n')).toMatch(says);
});
