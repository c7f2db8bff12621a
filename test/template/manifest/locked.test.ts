import { readFileSync } from 'node:fs';
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
    ['requirements-dev.txt', 'requirements.txt'],
  ],
  [
    'without a hash',
    {
      'files/@packageManager=pip/requirements.in.part': 'extra\n',
      'files/@packageManager=pip/requirements.txt.part': 'extra==1.0\n',
    },
    ['requirements-dev.txt', 'requirements.txt'],
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
    told: paths.map((path) => `${path}: extra is asked for, and not locked with a hash`),
  });
});
