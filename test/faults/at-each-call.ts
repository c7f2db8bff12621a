import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETE, filesIn, newFolder, ROOT, runProgram } from '../kit/program';
import { type Call, callsOf, withFault } from '../kit/strace';
import { count } from './record';

/** A fault at every file call of a run, one run for each: what is on the disk, what is said, and whether the next run works. */

const WORDS = ['my-app', ...COMPLETE, '--no-git'] as const;
/** The built-in template: as it is compiled, and as it is written. */
const TEMPLATE = [join(ROOT, 'dist', 'flask.json'), join(ROOT, 'templates', 'flask')];
const WRITES = ['chmod', 'copy_file_range', 'fchmod', 'link', 'mkdir', 'openat', 'rename', 'rmdir', 'unlink', 'write'];
const READS = ['access', 'getdents64', 'lstat', 'newfstatat', 'openat', 'pread64', 'read', 'readlink', 'stat', 'statx'];

/** Which calls can fail in which way, errno(3). */
const CAN: Readonly<Record<string, readonly string[]>> = {
  EIO: [...new Set([...WRITES, ...READS, 'close'])],
  ENOSPC: ['copy_file_range', 'link', 'mkdir', 'openat', 'rename', 'write'],
  EDQUOT: ['copy_file_range', 'link', 'mkdir', 'openat', 'rename', 'write'],
  EROFS: ['chmod', 'fchmod', 'link', 'mkdir', 'openat', 'rename', 'rmdir', 'unlink'],
  EACCES: ['access', 'link', 'lstat', 'mkdir', 'openat', 'readlink', 'rename', 'rmdir', 'stat', 'statx', 'unlink'],
  EMFILE: ['openat'],
  EXDEV: ['link', 'rename'],
};

const MINE = new Map([
  ['README.md', 'mine'],
  ['src/kept.txt', 'mine too'],
]);

interface Place {
  readonly title: string;
  readonly words: readonly string[];
  readonly prepare: (cwd: string) => void;
  readonly before: ReadonlyMap<string, string>;
}

export const NEW_FOLDER: Place = {
  title: 'a new folder',
  words: WORDS,
  prepare: () => undefined,
  before: new Map(),
};

export const EXISTING_FOLDER: Place = {
  title: 'an existing folder',
  words: [...WORDS, '--on-conflict', 'replace'],
  prepare: (cwd) => {
    mkdirSync(join(cwd, 'my-app', 'src'), { recursive: true });
    for (const [path, text] of MINE) writeFileSync(join(cwd, 'my-app', path), text);
  },
  before: MINE,
};

interface Case {
  readonly cwd: string;
  readonly place: Place;
  readonly whole: ReadonlyMap<string, string>;
}

const filesOf = (cwd: string): ReadonlyMap<string, string> =>
  readdirSync(cwd).includes('my-app') ? filesIn(join(cwd, 'my-app')) : new Map();

const opened = async (place: Place, whole: ReadonlyMap<string, string>): Promise<Case> => {
  const cwd = newFolder();
  place.prepare(cwd);
  return { cwd, place, whole };
};

/** Every byte of the user is where it was or in the folder of what was replaced; every file of ours is whole. */
const expectNothingLost = ({ cwd, place, whole }: Case): void => {
  const files = filesOf(cwd);
  for (const [path, text] of place.before)
    expect([files.get(path), files.get(`.create-flask-container/replaced/${path}`)]).toContain(text);
  for (const [path, text] of files)
    if (!path.startsWith('.create-flask-container/')) expect([whole.get(path), place.before.get(path)]).toContain(text);
};

const expectUntouchedOrWhole = (a: Case): void => {
  const files = filesOf(a.cwd);
  expect([a.place.before, a.whole]).toContainEqual(files);
};

const expectNothingBeside = (a: Case): void =>
  expect(readdirSync(a.cwd)).toEqual(filesOf(a.cwd).size > 0 ? ['my-app'] : []);

const expectNextRunWorks = async (a: Case): Promise<void> => {
  const next = await runProgram(a.place.words, { cwd: a.cwd });
  expect(next).toMatchObject({ exitCode: 0, stderr: '' });
  expect(filesOf(a.cwd)).toEqual(a.whole);
  // A folder that could not be removed goes with the next run that writes beside it.
  if (readdirSync(a.cwd).length > 1) {
    expect((await runProgram(['other', ...COMPLETE, '--no-git'], { cwd: a.cwd })).exitCode).toBe(0);
    expect(readdirSync(a.cwd)).toEqual(['my-app', 'other']);
  }
};

/** One message, in words, that names a path: no stack, no talk of a fault of ours. */
const expectClear = (stderr: string): void => {
  expect(stderr).not.toMatch(/fault of create-flask-container|\n\s+at /);
  expect(stderr.match(/\(E[A-Z]+\)/g) ?? []).toHaveLength(1);
};

/** Declares the tests for one place. FAULTS_EVERY=3 takes every third call only. */
export const atEachCall = (place: Place): void => {
  const every = Number(process.env['FAULTS_EVERY'] ?? 1);
  let whole: ReadonlyMap<string, string>;
  let calls: readonly Call[];

  beforeAll(async () => {
    const reference = await opened(place, new Map());
    calls = await callsOf(place.words, { cwd: reference.cwd }, [reference.cwd, ...TEMPLATE]);
    whole = filesOf(reference.cwd);
    expect(calls.length).toBeGreaterThan(100);
    expect(whole.size).toBeGreaterThan(20);
  });

  const each = async (
    names: readonly string[],
    fault: string,
    check: (a: Case, ended: Awaited<ReturnType<typeof withFault>>, call: Call) => Promise<void>,
    suffix = '',
  ): Promise<void> => {
    let hits = 0;
    const failures: string[] = [];
    const wanted = calls.filter(({ name }) => names.includes(name)).filter((_, index) => index % every === 0);
    for (const call of wanted) {
      const { name, nth, text } = call;
      const a = await opened(place, whole);
      const folders = [a.cwd, ...TEMPLATE];
      const ended = await withFault(place.words, { cwd: a.cwd }, { name, fault, when: `${nth}${suffix}` }, folders);
      if (!ended.hit) continue;
      hits += 1;
      try {
        await check(a, ended, call);
      } catch (error) {
        count(
          `not as promised: ${fault} at ${name} ${nth}${suffix}, ${place.title}: ${(error as Error).message.slice(0, 900)} ${ended.stderr.slice(0, 300)}`,
          ended,
        );
        failures.push(`${name} ${nth}${suffix}: ${text}\n${JSON.stringify(ended)}\n${(error as Error).message}`);
      }
      count(
        `${fault.replace(/^\w+=/, '')}${suffix === '' ? '' : ', and from there on'} at each call, ${place.title}`,
        ended,
      );
    }
    expect({ failed: failures.length, of: hits, first: failures.slice(0, 4) }).toEqual({
      failed: 0,
      of: hits,
      first: [],
    });
    // The number of calls before the first of ours differs a little from run to run.
    expect(hits).toBeGreaterThan(wanted.length * 0.8);
  };

  test.each(Object.keys(CAN))(
    '%s at each call: untouched or whole',
    async (error) => {
      await each(CAN[error]!, `error=${error}`, async (a, ended, { name }) => {
        expectUntouchedOrWhole(a);
        if (name !== 'rmdir') expectNothingBeside(a);
        expect([0, 74]).toContain(ended.exitCode);
        if (ended.exitCode === 74) expectClear(ended.stderr);
        else expect(filesOf(a.cwd)).toEqual(whole);
        await expectNextRunWorks(a);
      });
    },
    1_800_000,
  );

  test.each(['EIO', 'ENOSPC', 'EROFS'])(
    '%s from a call on for good: nothing is lost, the next run works',
    async (error) => {
      await each(
        // A write that fails for good also fails where Node wakes its own threads.
        CAN[error]!.filter((name) => WRITES.includes(name) && name !== 'write'),
        `error=${error}`,
        async (a, ended) => {
          expectNothingLost(a);
          expect([0, 74]).toContain(ended.exitCode);
          await expectNextRunWorks(a);
        },
        '+',
      );
    },
    1_800_000,
  );

  test('SIGKILL at each call: nothing is lost, the next run works', async () => {
    await each([...WRITES, 'close'], 'signal=SIGKILL', async (a, ended) => {
      expect(ended.signal === 'SIGKILL' || ended.exitCode === 137).toBe(true);
      expectNothingLost(a);
      await expectNextRunWorks(a);
    });
  }, 1_800_000);

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    '%s at each call: untouched or whole',
    async (signal, code) => {
      await each(['mkdir', 'openat', 'link', 'rename', 'rmdir'], `signal=${signal}`, async (a, ended) => {
        expectUntouchedOrWhole(a);
        expectNothingBeside(a);
        expect([0, code]).toContain(ended.exitCode);
        if (ended.exitCode === 0) expect(filesOf(a.cwd)).toEqual(whole);
        await expectNextRunWorks(a);
      });
    },
    1_800_000,
  );
};
