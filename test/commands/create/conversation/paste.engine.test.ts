import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeLater } from '../../../kit/engine';
import { git, newFolder, PROGRAM, runProgram } from '../../../kit/program';
import { atTerminal } from '../../../kit/terminal';

/**
 * The lines of the last screen, pasted one after the other into a fresh shell at a real terminal: the real engine, the
 * real git with a repository of this machine in GitHub's place, and a stand-in for gh that notes what it was asked.
 */

/** Programs as a user has them: npx runs this program, gh makes the repository. */
const bin = (folder: string, gh: boolean): string => {
  const path = join(folder, 'bin');
  mkdirSync(path);
  writeFileSync(join(path, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, { mode: 0o755 });
  if (gh)
    writeFileSync(
      join(path, 'gh'),
      `#!/bin/sh\necho "$*" >> "${join(folder, 'gh.log')}"\n[ "$1 $2" != "repo create" ] || git remote add origin "${join(folder, 'remote.git')}"\n`,
      { mode: 0o755 },
    );
  return `${path}:${process.env['PATH']}`;
};

const unusedPort = (): number => 20_000 + Math.floor(Math.random() * 20_000);

test.each([
  ['gh', ['--registry-user', 'acme']],
  ['plain git, without compose', ['--registry-user', 'acme', '--no-compose']],
])(
  'every line works, in its order, and none keeps the shell (%s)',
  async (how, words) => {
    const cwd = newFolder();
    const gh = how === 'gh';
    const name = `pasted-${process.pid}-${gh ? 'a' : 'b'}`;
    await git(cwd, 'init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
    const env = {
      PATH: bin(cwd, gh),
      HOME: process.env['HOME'],
      PS1: 'ready> ',
      COMPOSE_PROGRESS: 'quiet',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.${join(cwd, 'remote.git')}.insteadOf`,
      GIT_CONFIG_VALUE_0: `https://github.com/acme/${name}.git`,
    };
    const made = await runProgram([name, ...words, '--port', String(unusedPort()), '--yes', '--json'], { cwd, env });
    const { next } = JSON.parse(made.stdout) as { next: string[] };
    removeLater('image', 'rm', '--force', `acme/${name}:latest`);
    const shell = atTerminal(['--norc', '--noprofile', '-i'], { program: ['bash'], cwd, env, columns: 500 });
    await shell.waitFor('ready> ');
    for (const [index, line] of next.entries()) {
      shell.type(`${line}\r`);
      shell.type(`echo "line ${index} ended with"" $?"\r`);
      await shell.waitFor(new RegExp(`line ${index} ended with \\d+`), 400_000);
      expect({ line, ended: new RegExp(`line ${index} ended with (\\d+)`).exec(shell.seen())![1] }).toEqual({
        line,
        ended: '0',
      });
      if (line.startsWith('docker compose up')) removeLater('compose', '--project-directory', join(cwd, name), 'down');
      if (line.startsWith('docker run')) removeLater('rm', '--force', name);
    }
    expect(next.at(gh ? -2 : -1)).toMatch(/^git push/);
    expect(shell.seen()).toContain('14 of 14 contracts hold');
    expect((await git(join(cwd, 'remote.git'), 'rev-list', '--count', 'main')).trim()).toBe('1');
    if (gh)
      expect(readFileSync(join(cwd, 'gh.log'), 'utf8').trim().split('\n')).toEqual([
        `repo create ${name} --private --source .`,
        'secret set DOCKERHUB_USERNAME --body acme',
        'secret set DOCKERHUB_TOKEN',
        'workflow run image.yml',
      ]);
    shell.type('exit\r');
    await shell.exit;
  },
  900_000,
);
