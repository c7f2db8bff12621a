import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { packageNameOf } from '../../src/project/python-names';
import { runProgram } from '../kit/program';

/** No package of ours takes the name of a module that Python brings along. */

test('every name that the Python of this machine can import, and every keyword, gets _app', () => {
  const printed = execFileSync('python3', [join(__dirname, 'python-names.py')], { encoding: 'utf8' });
  const { modules, keywords } = JSON.parse(printed) as Readonly<Record<'modules' | 'keywords', readonly string[]>>;
  expect(modules.length).toBeGreaterThan(150);
  expect(
    [...modules, ...keywords].filter((name) => packageNameOf(name.replaceAll('_', '-')) !== `${name}_app`),
  ).toEqual([]);
});

test.each([
  'test',
  'xxlimited',
  'xxlimited-35',
  'xxsubtype',
  'profiling',
  'lazy',
  'sitecustomize',
  'usercustomize',
  'flask',
])('an app named %s has a package that hides nothing', async (name) => {
  const ran = await runProgram([name, '--registry-user', 'acme', '--yes', '--dry-run', '--json', '--no-git']);
  const paths = JSON.parse(ran.stdout).files.map(({ path }: { path: string }) => path);
  expect(paths).toContain(`src/${name.replaceAll('-', '_')}_app/__init__.py`);
});
