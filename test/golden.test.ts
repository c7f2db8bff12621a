import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expectRecorded } from './kit/golden';
import { filesIn, newFolder, runProgram } from './kit/program';

/**
 * Whole repositories as they were last looked at, each in one text: `npm run golden` writes them anew,
 * and the difference is what a reviewer reads.
 */

const CASES: Readonly<Record<string, readonly string[]>> = {
  default: ['my-app', '--registry-user', 'acme'],
  'simple-api-uv': [
    'tiny-api',
    '--app',
    'api',
    '--package-manager',
    'uv',
    '--dockerfile',
    'simple',
    '--registry',
    'ghcr.io',
    '--registry-user',
    'acme',
    '--tags',
    'edge,branch,date',
    '--platforms',
    'linux/amd64',
    '--description',
    `It's "quoted": 100 % \\ $HOME`,
    '--author',
    'Ada Lovelace <ada@example.com>',
    '--license',
    'MIT',
  ],
  bare: ['bare', '--registry', 'none', '--ci', 'none', '--no-compose', '--python', '3.13', '--port', '9000'],
  'private-host': [
    'shop',
    '--registry',
    'registry.example.com:5000',
    '--registry-user',
    'team/web',
    '--base-image',
    'mirror.example.com/python:3.14-slim',
    '--branch',
    'trunk',
  ],
};

/** Long texts that nobody reads in a review: a hash will do. */
const HASHED = /(^|\/)(LICENSE|requirements.*\.txt|uv\.lock)$/;

const dump = (folder: string): string =>
  [...filesIn(folder)]
    .map(([path, latin1]) => {
      const mode = statSync(join(folder, path)).mode & 0o100 ? '0755' : '0644';
      const content = Buffer.from(latin1, 'latin1');
      const shown = HASHED.test(path)
        ? `sha256 ${createHash('sha256').update(content).digest('hex')}\n`
        : content.toString('utf8');
      return `=== ${mode} ${path}\n${shown.replace(/"generator": "[^"]*"/, '"generator": "VERSION"')}`;
    })
    .join('\n');

test.each(Object.keys(CASES))('%s is as it was last looked at', async (name) => {
  const cwd = newFolder();
  const words = CASES[name]!;
  expect(await runProgram([...words, '--no-git', '--yes'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
  const made = dump(join(cwd, words[0]!));
  expectRecorded(`test/golden/${name}.txt`, made);
});
