import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, git, newFolder, runProgram } from '../kit/program';
import { change, commitAll, FIRST, madeOf, read, updated, type WorkedOn } from '../kit/worked-on';
import { count } from './record';

/** An update that is ended or failed at a call of git: after the next run all is as before, or done. */

const APP = FIRST['files/app.py']!;

/** What happens at a call of git: the program is killed before or after it, git is killed in it, or git fails. */
export const FAULTS = {
  'killed before git': 'kill -9 $PPID; exit 1',
  'killed after git': '"$real" "$@"; kill -9 $PPID; exit 1',
  'killed with git, at its first rename': 'inside rename 1',
  'killed with git, at its second file': 'inside openat 30',
  'git fails': 'exit 128',
  'git does it and fails': '"$real" "$@" >/dev/null; exit 128',
} as const;

export type Fault = keyof typeof FAULTS;

/** A git that does as told at its N-th call, and counts them. */
const gitAt = (nth: number, fault: Fault) => {
  const bin = newFolder();
  const log = join(bin, 'calls');
  const real = ['/usr/bin/git', '/usr/local/bin/git'].find((path) => existsSync(path));
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh
real=${real}
inside() {
  call=$1; when=$2; shift 2
  strace -f -qq -o /dev/null -e trace=$call -e inject=$call:signal=SIGKILL:when=$when "$real" "$@"
  kill -9 $PPID
  exit 1
}
echo "$*" >> ${log}
if [ "$(wc -l < ${log})" -eq ${nth} ]; then ${FAULTS[fault].replace(/^inside.*/, '$& "$@"')}; fi
exec "$real" "$@"
`,
    { mode: 0o755 },
  );
  return {
    PATH: `${bin}:${process.env['PATH']}`,
    calls: (): readonly string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
};

/** The ways in which a result is written. */
export const WAYS: Readonly<Record<string, { readonly owner: string; readonly words: readonly string[] }>> = {
  'a clean result': { owner: APP.replace('nine', 'NINE'), words: [] },
  'a conflict': { owner: APP.replace('two', 'mine'), words: [] },
  'a result that is staged': { owner: APP.replace('nine', 'NINE'), words: ['--no-commit'] },
  'a branch': { owner: APP.replace('nine', 'NINE'), words: ['--to-branch', 'update'] },
};

/** A repository and a template that has changed: a file in another way, one that is new in a new folder, one that goes. */
const started = async (owner: string): Promise<WorkedOn & { readonly head: string }> => {
  const made = await madeOf();
  change(made.folder, { 'app.py': owner });
  await commitAll(made.folder);
  change(made.template, {
    'files/app.py': APP.replace('two', 'TWO'),
    'files/new/deep/one.txt': 'new\n',
    'files/old.txt': undefined,
  });
  return { ...made, head: (await git(made.folder, 'rev-parse', 'HEAD')).trim() };
};

/** Nothing that a run keeps for itself is left in the repository, and git finds no fault in it. */
const expectTidy = async (folder: string): Promise<void> => {
  for (const name of ['create-flask-container/update.json', 'index.lock', 'HEAD.lock'])
    expect([name, existsSync(join(folder, '.git', name))]).toEqual([name, false]);
  await git(folder, 'fsck', '--no-dangling', '--connectivity-only');
};

const expectUpdated = (files: ReadonlyMap<string, string>): void => {
  expect(files.get('app.py')).toBe(APP.replace('two', 'TWO').replace('nine', 'NINE'));
  expect([files.get('new/deep/one.txt'), files.get('old.txt')]).toEqual(['new\n', undefined]);
};

const ENDS: Readonly<
  Record<string, (made: WorkedOn & { readonly head: string }, before: ReadonlyMap<string, string>) => Promise<void>>
> = {
  'a clean result': async (made) => {
    const next = await updated(made);
    expect(next).toMatchObject({ exitCode: 0, stderr: '' });
    expect(['updated', 'unchanged']).toContain(next.report.outcome);
    expectUpdated(filesIn(made.folder));
    expect(await git(made.folder, 'status', '--porcelain')).toBe('');
    // One commit, however often it was begun.
    expect((await git(made.folder, 'rev-list', '--count', `${made.head}..HEAD`)).trim()).toBe('1');
  },
  'a conflict': async (made, before) => {
    const next = await updated(made);
    // Where all was done but the last word, it is under way.
    expect([1, 73]).toContain(next.exitCode);
    expect(read(made.folder, 'app.py')).toContain('<<<<<<<');
    await git(made.folder, 'cherry-pick', '--abort');
    expect((await git(made.folder, 'rev-parse', 'HEAD')).trim()).toBe(made.head);
    expect(await git(made.folder, 'status', '--porcelain')).toBe('');
    expect(filesIn(made.folder)).toEqual(before);
  },
  'a result that is staged': async (made, before) => {
    const next = await updated(made, '--no-commit');
    expect([0, 73]).toContain(next.exitCode);
    expectUpdated(filesIn(made.folder));
    expect(await git(made.folder, 'diff', '--name-only')).toBe('');
    await git(made.folder, 'reset', '--quiet', '--merge');
    expect(filesIn(made.folder)).toEqual(before);
  },
  'a branch': async (made, before) => {
    const next = await updated(made, '--to-branch', 'update');
    // Where the branch was made, it is there.
    expect([0, 73]).toContain(next.exitCode);
    expect(await git(made.folder, 'show', 'update:app.py')).toBe(APP.replace('two', 'TWO').replace('nine', 'NINE'));
    expect(filesIn(made.folder)).toEqual(before);
    expect(await git(made.folder, 'status', '--porcelain')).toBe('');
  },
};

/** @returns how many calls of git a run makes. */
export const callsOfGit = async (way: string): Promise<readonly string[]> => {
  const { owner, words } = WAYS[way]!;
  const made = await started(owner);
  const watched = gitAt(-1, 'git fails');
  await runProgram(['update', made.folder, '--template', made.template, ...words], { env: { PATH: watched.PATH } });
  return watched.calls();
};

/** Meets one call of one way with a fault, and holds what is promised. */
export const meet = async (way: string, nth: number, fault: Fault): Promise<void> => {
  const { owner, words } = WAYS[way]!;
  const made = await started(owner);
  const before = filesIn(made.folder);
  const { PATH } = gitAt(nth, fault);
  const all = ['update', made.folder, '--template', made.template, ...words];
  const ended = await runProgram(all, { env: { PATH } });
  count(`${fault}, at each call, ${way}`, ended);
  if (ended.signal === null) {
    expect([0, 1, 69, 73, 74]).toContain(ended.exitCode);
    expect(ended.stderr).not.toMatch(/fault of create-flask-container|\n\s+at /);
  }
  await ENDS[way]!(made, before);
  await expectTidy(made.folder);
};
