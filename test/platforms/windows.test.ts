import { win32 } from 'node:path';
import { COMPLETE, runProgram } from '../kit/program';

/** What is made on any system can be checked out and built on Windows. */

const planned = async (name: string): Promise<readonly string[]> => {
  const ended = await runProgram([`here/${name}`, ...COMPLETE, '--dry-run', '--json']);
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(ended.stdout).files.map(({ path }: { path: string }) => path);
};

test.each(['con', 'nul', 'aux', 'prn', 'com1', 'lpt9'])(
  'an app named %s has a package that Windows can hold',
  async (name) => {
    const paths = await planned(name);
    expect(paths).toContain(`src/${name}_app/__init__.py`);
  },
);

test('every path is the same path on Windows, and no two differ by case alone', async () => {
  const paths = await planned('my-app');
  for (const path of paths) {
    expect(win32.normalize(path)).toBe(path.replaceAll('/', '\\'));
    expect(win32.isAbsolute(path)).toBe(false);
    for (const part of path.split('/')) expect(part).toMatch(/^(?!.*[. ]$)[^<>:"|?*\\]+$/);
    // The longest path that old programs there can open, with room for where the clone is.
    expect(path.length).toBeLessThan(160);
  }
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
});

test('line ends are fixed by .gitattributes, so that scripts run in the container after a checkout on Windows', async () => {
  const ended = await runProgram(['my-app', ...COMPLETE, '--diff']);
  const attributes = ended.stdout.slice(ended.stdout.indexOf('+++ b/.gitattributes')).split('\n--- ')[0]!;
  expect(attributes).toMatch(/^\+\* .*eol=lf/m);
});
