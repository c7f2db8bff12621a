import { parse } from 'yaml';
import { packageNameOf } from '../../src/project/python-names';
import { newFolder, runProgram } from '../kit/program';
import { PAIRS, repositoryOf } from '../kit/repositories';

/** What the lock files of the template and the rest of it must agree on. */

/** Name to version of each package in a requirements file. */
const locked = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^([a-z0-9-]+)==(\S+)/gm)].map(([, name, version]) => [name!, version!]));

const pip = repositoryOf({});
const run = locked(pip.get('requirements.txt')!);
const develop = locked(pip.get('requirements-dev.txt')!);

test('every line of a lock has a hash, and points at no index of its own', () => {
  for (const name of ['requirements.txt', 'requirements-dev.txt']) {
    const text = pip.get(name)!;
    expect(text.match(/==\S+ \\\n {4}--hash=sha256:[0-9a-f]{64}/g)).toHaveLength(locked(text).size);
    expect(text).not.toMatch(/https?:|--index-url|--find-links|--trusted-host/);
  }
});

test('development has what the app has, in the same versions', () => {
  for (const [name, version] of run) expect([name, develop.get(name)]).toEqual([name, version]);
  expect([...run.keys()]).toEqual(expect.arrayContaining(['flask', 'gunicorn']));
});

test('uv and pip install the same versions, from public addresses only', () => {
  const text = repositoryOf({ packageManager: 'uv' }).get('uv.lock')!;
  const uv = new Map(
    [...text.matchAll(/^name = "(.+)"\nversion = "(.+)"$/gm)].map(([, name, version]) => [name!, version!]),
  );
  uv.delete('my-app');
  expect(Object.fromEntries(uv)).toEqual(Object.fromEntries(develop));
  for (const [url] of text.matchAll(/https?:\/\/[^"]+/g))
    expect(url).toMatch(/^https:\/\/(pypi\.org\/simple$|files\.pythonhosted\.org\/packages\/)/);
});

test('an app cannot take the name of a locked package', () => {
  for (const name of develop.keys()) expect(packageNameOf(name)).toBe(`${name.replaceAll('-', '_')}_app`);
});

test('an app of any name locks as itself, also one named like a dependency', () => {
  const repository = repositoryOf({ name: 'flask', packageManager: 'uv' });
  expect(repository.get('uv.lock')).toMatch(/^name = "flask-app"$/m);
  expect(repository.get('pyproject.toml')).toMatch(/^name = "flask-app"$/m);
});

test('git ignores no file that is made', async () => {
  const folder = newFolder();
  const paths = new Set(PAIRS.flatMap((given) => [...repositoryOf(given).keys()]));
  const git = (...words: readonly string[]) => runProgram(words, { program: ['git'], cwd: folder });
  await git('init', '--quiet');
  await runProgram([], { program: ['sh', '-c', 'cat > .gitignore'], cwd: folder, input: pip.get('.gitignore')! });
  // Exit 1: none of them is ignored.
  expect(await git('check-ignore', '--no-index', '--', ...paths)).toMatchObject({ exitCode: 1, stdout: '' });
  expect(await git('check-ignore', '--no-index', '--', '.env')).toMatchObject({ exitCode: 0 });
});

test('Dependabot looks after every kind of pin that a repository has', () => {
  for (const given of [{}, { packageManager: 'uv', compose: false }]) {
    const { updates } = parse(repositoryOf(given).get('.github/dependabot.yml')!) as {
      updates: { 'package-ecosystem': string; cooldown: unknown; groups: unknown }[];
    };
    const wanted = given.packageManager === 'uv' ? ['uv', 'docker'] : ['pip', 'docker'];
    expect(updates.map((update) => update['package-ecosystem'])).toEqual([...wanted, 'github-actions']);
    for (const { cooldown, groups } of updates)
      expect([cooldown, groups]).toEqual([{ 'default-days': 7 }, expect.anything()]);
  }
});
