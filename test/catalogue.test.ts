import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectRecorded } from './kit/golden';
import { newFolder, runProgram } from './kit/program';

/**
 * What the program says when something is wrong, as one page: `npm run golden` writes it, and whoever
 * changes a sentence sees it beside all the others. Each line is a real run.
 */

interface Case {
  readonly title: string;
  readonly words: readonly string[];
  readonly prepare?: (cwd: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

const whole = ['--registry-user', 'acme', '--yes'] as const;

const CASES: readonly Case[] = [
  { title: 'nothing given, no terminal', words: [] },
  { title: 'a misspelt flag', words: ['my-app', '--registry-usr', 'acme', '--yes'] },
  { title: 'a misspelt command', words: ['claen'] },
  { title: 'an argument too many', words: ['my-app', 'other-app', ...whole] },
  { title: 'a flag given twice', words: ['my-app', '--port', '9000', '--port', '9001', ...whole] },
  { title: 'flags that contradict each other', words: ['my-app', '--git', '--no-git', ...whole] },
  { title: 'a publisher for no registry', words: ['my-app', '--registry', 'none', ...whole] },
  { title: 'an empty value', words: ['my-app', '--name', '', ...whole] },
  { title: 'a switch with a value', words: ['my-app', '--registry-user', 'acme', '--yes=maybe'] },
  { title: 'a directory that is no app name', words: ['My App!', ...whole] },
  { title: 'a registry with a scheme', words: ['my-app', '--registry', 'https://ghcr.io', ...whole] },
  { title: 'a registry without a dot', words: ['my-app', '--registry', 'acme', ...whole] },
  { title: 'a user with a capital', words: ['my-app', '--registry-user', 'Acme', '--yes'] },
  { title: 'two levels on Docker Hub', words: ['my-app', '--registry-user', 'acme/team', '--yes'] },
  { title: 'a tag that is none', words: ['my-app', '--tags', 'v1.0,my tag', ...whole] },
  { title: 'a port out of range', words: ['my-app', '--port', '80', ...whole] },
  { title: 'an unknown Python', words: ['my-app', '--python', '3.9', ...whole] },
  { title: 'a licence in small letters', words: ['my-app', '--license', 'mit', ...whole] },
  { title: 'a base image without a version', words: ['my-app', '--base-image', 'python:latest', ...whole] },
  { title: 'a base image of Alpine', words: ['my-app', '--base-image', 'python:3.14-alpine', ...whole] },
  { title: 'a branch that git refuses', words: ['my-app', '--branch', 'a..b', ...whole] },
  { title: 'a description with a line break', words: ['my-app', '--description', 'one\ntwo', ...whole] },
  { title: 'a description that a workflow would run', words: ['my-app', '--description', 'a ${{ b }}', ...whole] },
  { title: 'an author without an end', words: ['my-app', '--author', 'Ada <ada', ...whole] },
  { title: 'a misspelt variable', words: ['my-app', ...whole], env: { CREATE_FLASK_CONTAINER_PROT: '1' } },
  { title: 'a config file that is missing', words: ['my-app', '--config', 'answers.yaml', '--yes'] },
  {
    title: 'a config file that does not parse',
    words: ['my-app', '--config', 'answers.yaml', '--yes'],
    prepare: (cwd) => writeFileSync(join(cwd, 'answers.yaml'), 'registryUser: [acme\n'),
  },
  {
    title: 'a config file with a misspelt key and a wrong type',
    words: ['my-app', '--config', 'answers.yaml', '--yes'],
    prepare: (cwd) => writeFileSync(join(cwd, 'answers.yaml'), 'registryUsr: acme\npython: 3.13\n'),
  },
  {
    title: 'a folder in use',
    words: ['my-app', ...whole],
    prepare: (cwd) => {
      mkdirSync(join(cwd, 'my-app'));
      writeFileSync(join(cwd, 'my-app', 'notes.txt'), '');
    },
  },
  {
    title: 'a folder where a file must go',
    words: ['my-app', '--on-conflict', 'keep', ...whole],
    prepare: (cwd) => mkdirSync(join(cwd, 'my-app', 'README.md'), { recursive: true }),
  },
  {
    title: 'a symbolic link as target',
    words: ['my-app', ...whole],
    prepare: (cwd) => {
      mkdirSync(join(cwd, 'elsewhere'));
      symlinkSync('elsewhere', join(cwd, 'my-app'));
    },
  },
  { title: 'a name that is too long', words: [`${'a'.repeat(256)}/my-app`, ...whole] },
  { title: 'git is not installed', words: ['my-app', ...whole], env: { PATH: '/nonexistent' } },
  {
    title: 'git does not know who commits',
    words: ['my-app', ...whole],
    env: { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '', GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '' },
  },
  { title: 'an unknown shell', words: ['completion', 'csh'] },
  { title: 'a template that is not there', words: ['my-app', '--template', './nowhere', ...whole] },
];

const shown = (words: readonly string[]): string =>
  words
    .map((word) =>
      /^[\w./:=,<>@-]+$/.test(word) && word.length < 60
        ? word
        : `'${word.length < 60 ? word.replace('\n', '\\n') : `${word.slice(0, 6)}...`}'`,
    )
    .join(' ');

const entry = async ({ title, words, prepare, env }: Case): Promise<string> => {
  const cwd = newFolder();
  prepare?.(cwd);
  const ended = await runProgram(words, { cwd, ...(env ? { env } : {}) });
  const variables =
    env && Object.keys(env)[0]!.startsWith('CREATE')
      ? `${Object.entries(env)
          .map(([key, value]) => `${key}=${value}`)
          .join(' ')} `
      : '';
  const text = ended.stderr
    .replaceAll(cwd, '/home/ada')
    .replace(/a{250,}/g, 'aaaaaa...')
    .trimEnd();
  return `## ${title.charAt(0).toUpperCase()}${title.slice(1)}\n\n\`${variables}create-flask-container${words.length > 0 ? ` ${shown(words)}` : ''}\` ends with ${ended.exitCode}:\n\n\`\`\`text\n${text}\n\`\`\`\n`;
};

const HEAD =
  '# What it says when something is wrong\n\nMade by running the program (`npm run golden`); do not edit. [exit-codes.md](exit-codes.md) explains the numbers.\n\n';

test('the catalogue of messages is what the program says', async () => {
  const entries: string[] = [];
  for (const each of CASES) entries.push(await entry(each));
  expectRecorded('docs/messages.md', HEAD + entries.join('\n'));
});
