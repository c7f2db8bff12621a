import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Driver } from './driver';
import { type History, type Round, Side } from './histories';

/** Lives through a history with the real program and git, and holds the promises of `update` after each round. */

const IDENTITY = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Lovelace',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada Lovelace',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
} as const;

const RECORD = '.create-flask-container.json';

interface Told {
  readonly path: string;
  readonly fate: string;
  readonly from?: string;
}

interface Report {
  readonly outcome: string;
  readonly files: readonly Told[];
  readonly notes: readonly string[];
}

/** A file as it lies: its bytes, and whether it may be run. */
type Files = ReadonlyMap<string, string>;

const filesIn = (folder: string): Files => {
  const found = new Map<string, string>();
  for (const item of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = relative(folder, join(item.parentPath, item.name));
    if (!item.isFile() || path === '.git' || path.startsWith('.git/') || path === RECORD) continue;
    const mode = statSync(join(folder, path)).mode & 0o100 ? 'x' : '-';
    found.set(path, `${mode}${readFileSync(join(folder, path), 'latin1')}`);
  }
  return found;
};

/** What a template makes of its files: one that begins as a script does may be run. */
const madeFrom = (folder: string): Files =>
  new Map([...filesIn(folder)].map(([path, text]) => [path, (text.startsWith('#!', 1) ? 'x' : '-') + text.slice(1)]));

const shell = (folder: string, script: string): string => {
  const ended = spawnSync('sh', ['-ec', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, ...IDENTITY },
  });
  if (ended.status !== 0) throw new Error(`${script}: ${ended.stderr}`);
  return ended.stdout;
};

const MARKER = /^(<{7}|\|{7}|={7}|>{7})( |\r?$)/;

/** @returns every line that stands in some file, without what tells conflicts and line ends. */
const linesOf = (files: Files): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const text of files.values())
    for (const line of text.slice(1).split(/\r?\n/))
      if (line !== '' && !MARKER.test(line)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
};

const missing = (wanted: Files, there: Files, by: string): readonly string[] => {
  const found = linesOf(there);
  return [...linesOf(wanted).keys()].filter((line) => line.replace(/^\0/, '').startsWith(by) && !found.has(line));
};

class Life {
  private readonly root = mkdtempSync(join(tmpdir(), 'cfc-life-'));
  private readonly template = join(this.root, 'template');
  private folder = join(this.root, 'shop');
  private readonly theirs = new Side('template', join(this.template, 'files'));
  private clones = 0;

  constructor(private readonly driver: Driver) {}

  private async program(...argv: readonly string[]): Promise<{ readonly exitCode: number; readonly report: Report }> {
    const { exitCode, thrown, stdout, stderr } = await this.driver.run({
      argv: [...argv, '--template', this.template, '--json'],
      folder: this.root,
      env: IDENTITY,
    });
    if (thrown !== undefined || ![0, 1].includes(exitCode ?? -1)) throw new Error(`${exitCode} ${thrown} ${stderr}`);
    return { exitCode: exitCode!, report: JSON.parse(stdout) };
  }

  private manifest(): void {
    mkdirSync(join(this.template, 'files'), { recursive: true });
    const renamed = JSON.stringify(this.theirs.renamed);
    writeFileSync(
      join(this.template, 'template.yaml'),
      `format: 1\nname: alone\nextends: none\n${renamed === '{}' ? '' : `renamed: ${renamed}\n`}`,
    );
  }

  async begin(lines: readonly number[]): Promise<void> {
    this.manifest();
    this.theirs.begin(lines);
    writeFileSync(join(this.template, 'files', 'always.txt'), 'always\n');
    await this.program('shop', '--registry-user', 'acme', '--yes');
  }

  private clone(): void {
    this.clones += 1;
    const next = join(this.root, `clone-${this.clones}`, 'shop');
    shell(this.root, `git clone --quiet '${this.folder}' '${next}'`);
    this.folder = next;
  }

  private state(): string {
    return shell(this.folder, 'git rev-parse HEAD; git status --porcelain; git for-each-ref; git count-objects -v');
  }

  /** One round: both sides work, then the owner updates. */
  async round(round: Round, number: number): Promise<void> {
    const base = madeFrom(join(this.template, 'files'));
    const before = filesIn(this.folder);
    const owner = new Side('owner', this.folder);
    for (const edit of round.owner) owner.apply(edit);
    shell(this.folder, `git add --all; git commit --quiet --allow-empty -m 'Round ${number}'`);
    if (round.clone) this.clone();
    for (const edit of round.template) this.theirs.apply(edit);
    this.manifest();
    await this.update({ base, before, ours: filesIn(this.folder), theirs: madeFrom(join(this.template, 'files')) });
  }

  private async update(sides: Sides): Promise<void> {
    const state = this.state();
    const dry = await this.program('update', this.folder, '--dry-run');
    expect(this.state()).toBe(state);
    const { exitCode, report } = await this.program('update', this.folder);
    expect({ exitCode, files: report.files, notes: report.notes }).toEqual({
      exitCode: dry.exitCode,
      files: dry.report.files,
      notes: dry.report.notes,
    });
    const result = filesIn(this.folder);
    expectNothingLost(sides, result);
    expectArrived(sides, result, report);
    expectTold(sides, result, report);
    if (exitCode === 1) await this.conflicts(sides, state, report);
    else await this.again(result);
  }

  /** Nothing is left to be done, and nothing is touched. */
  private async again(result: Files): Promise<void> {
    const state = this.state();
    expect((await this.program('update', this.folder)).report.outcome).toBe('unchanged');
    expect(this.state()).toBe(state);
    expect(filesIn(this.folder)).toEqual(result);
  }

  /** All of it can be taken back; then it is done again, and its owner keeps both sides. */
  private async conflicts({ ours }: Sides, state: string, report: Report): Promise<void> {
    const open = shell(this.folder, 'git diff --name-only --diff-filter=U -z').split('\0').filter(Boolean).sort();
    expect(open).toEqual(
      report.files
        .filter(({ fate }) => fate === 'conflict')
        .map(({ path }) => path)
        .sort(),
    );
    expect(open).not.toEqual([]);
    const [head] = state.split('\n');
    shell(this.folder, 'git cherry-pick --abort');
    expect(shell(this.folder, 'git rev-parse HEAD; git status --porcelain')).toBe(`${head}\n`);
    expect(filesIn(this.folder)).toEqual(ours);
    await this.program('update', this.folder);
    for (const path of open) {
      const full = join(this.folder, path);
      if (!existsSync(full)) continue;
      const lines = readFileSync(full, 'latin1').split('\n');
      writeFileSync(full, lines.filter((line) => !MARKER.test(line)).join('\n'), 'latin1');
    }
    shell(this.folder, 'git add --all; git -c core.editor=true cherry-pick --continue');
    await this.again(filesIn(this.folder));
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface Sides {
  /** What the template gave last. */
  readonly base: Files;
  /** The owner's files after the last round. */
  readonly before: Files;
  readonly ours: Files;
  readonly theirs: Files;
}

/** No line that the owner wrote, and has, is gone. */
const expectNothingLost = ({ ours }: Sides, result: Files): void =>
  expect(missing(ours, result, 'owner wrote')).toEqual([]);

/** What the template changed arrives: all of it where the owner changed nothing, each new line elsewhere. */
const expectArrived = ({ base, ours, theirs }: Sides, result: Files, report: Report): void => {
  const isPlain = (path: string): boolean => base.get(path) === ours.get(path);
  const moved = new Set(report.files.flatMap(({ from }) => from ?? []));
  for (const path of new Set([...base.keys(), ...theirs.keys()]))
    if (isPlain(path) && !moved.has(path) && base.get(path) !== theirs.get(path)) {
      const { fate, from } = report.files.find((each) => each.path === path) ?? {};
      if (fate !== 'conflict' && fate !== 'gone' && (from === undefined || ours.get(from) === base.get(from)))
        expect([path, fate, result.get(path)]).toEqual([path, fate, theirs.get(path)]);
    }
  // A file that its owner deleted, and a binary one that both changed: the owner's side stays, and the report says so.
  const isOwners = ({ path, fate }: Told): boolean =>
    fate === 'gone' || (fate === 'conflict' && (theirs.get(path) ?? '').concat(result.get(path) ?? '').includes('\0'));
  const gone = new Set(report.files.filter(isOwners).map(({ path }) => path));
  const wanted = new Map([...theirs].filter(([path]) => !gone.has(path)));
  const old = linesOf(base);
  const lost = missing(wanted, result, 'template wrote').filter((line) => !old.has(line));
  expect(lost).toEqual([]);
};

/** What the report says is what happened, and it says all that happened. */
const expectTold = ({ ours, theirs }: Sides, result: Files, report: Report): void => {
  const told = new Map(report.files.map((each) => [each.path, each]));
  const from = new Set(report.files.flatMap((each) => each.from ?? []));
  for (const path of new Set([...ours.keys(), ...result.keys()]))
    if (ours.get(path) !== result.get(path) && !told.has(path)) expect([path, from.has(path)]).toEqual([path, true]);
  for (const { path, fate, from: old } of report.files) {
    const was = ours.get(old ?? path);
    if (path === RECORD) continue;
    const there = [path, fate, result.get(path)];
    if (fate === 'keep') expect(there).toEqual([path, fate, was]);
    if (fate === 'gone') expect(there).toEqual([path, fate, undefined]);
    if (fate === 'remove') expect([...there, was === undefined]).toEqual([path, fate, undefined, false]);
    if (fate === 'create') expect([...there, was]).toEqual([path, fate, theirs.get(path), undefined]);
  }
};

/** Lives through all of a history. */
export const live = async ({ lines, rounds }: History, driver: Driver): Promise<void> => {
  const life = new Life(driver);
  try {
    await life.begin(lines);
    for (const [index, round] of rounds.entries()) await life.round(round, index);
  } finally {
    life.end();
  }
};
