import { join } from 'node:path';
import fs from 'fs-extra';
import { environmentFor } from '../../machine/environment';
import { ended, ioFailure } from '../../machine/failure';
import type { Absent } from '../../machine/find-program';
import { run } from '../../machine/run';
import { inTemporary } from '../../machine/temporary-folder';
import type { World } from '../../machine/world';
import type { PlannedFile } from '../../plan/plan';
import { linterLine } from './made-from';
import type { Finding, LinterRun } from './report';
import type { Tried } from './trials';
import { writePlan } from './write-plan';

interface Linter {
  readonly name: string;
  readonly takes: (file: PlannedFile) => boolean;
  readonly words: (files: readonly PlannedFile[]) => readonly string[];
}

const ends = (pattern: RegExp) => (file: PlannedFile) => pattern.test(file.path);
const firstLine = ({ content }: PlannedFile): string =>
  Buffer.from(content.subarray(0, 100)).toString('latin1').split('\n')[0]!;

/** What is tried where it is installed. None of them runs what it reads. */
const LINTERS: readonly Linter[] = [
  { name: 'hadolint', takes: ends(/(^|\/)Dockerfile(\.[^/]+)?$|\.Dockerfile$/), words: () => ['--no-color'] },
  { name: 'actionlint', takes: ends(/^\.github\/workflows\/[^/]+\.ya?ml$/), words: () => ['-no-color', '-oneline'] },
  {
    name: 'yamllint',
    takes: ends(/\.ya?ml$/),
    // A repository's own rules where it has some, else those that find faults and leave taste alone.
    words: (files) => [
      '--format',
      'parsable',
      ...(files.some(({ path }) => /^\.yamllint(\.ya?ml)?$/.test(path)) ? [] : ['-d', 'relaxed']),
    ],
  },
  { name: 'ruff', takes: ends(/\.py$/), words: () => ['check', '--no-cache', '--output-format', 'concise'] },
  {
    name: 'shellcheck',
    takes: (file) => /\.(ba)?sh$/.test(file.path) || /^#!.*\b(ba|da|k)?sh\b/.test(firstLine(file)),
    words: () => ['--format', 'gcc', '--color=never'],
  },
];

/** A linter takes a second; a minute means that it hangs. In milliseconds. */
const PATIENCE = 60_000;
const MOST_LINES = 20;

/** One plan's files, what it is called, and what made them. */
type Lintable = Pick<Tried, 'id' | 'files' | 'makers'>;

const lintOne = async (
  linter: Linter,
  tried: Lintable,
  folder: string,
  world: World,
): Promise<{ absent?: Absent; findings: readonly Finding[] }> => {
  const { id, files } = tried;
  const taken = files.filter(linter.takes);
  const paths = taken.map(({ path }) => path);
  if (taken.length === 0) return { findings: [] };
  const argv = [linter.name, ...linter.words(files), ...paths.map((path) => `./${path}`)];
  const env = environmentFor('linter', world, { HOME: folder });
  const ran = await run(argv, { cwd: folder, env, ending: world.ending, timeout: PATIENCE });
  if (world.ending.aborted) throw ended(world);
  if (ran.absent) return { absent: ran.absent, findings: [] };
  if (ran.exitCode === 0) return { findings: [] };
  const lines = `${ran.stdout}\n${ran.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const said =
    lines.length === 0
      ? [ran.stopped === 'deadline' ? 'it did not end within a minute' : `it ended with ${ran.signal ?? ran.exitCode}`]
      : lines.slice(0, MOST_LINES);
  return {
    findings: said.map((line) => ({
      code: 'template',
      message: `${linter.name}: ${linterLine(tried, line, paths)}`,
      flag: linter.name,
      plan: id,
    })),
  };
};

interface Linted {
  readonly linters: readonly LinterRun[];
  readonly findings: readonly Finding[];
  /** Of linters that are there and cannot be run. */
  readonly notes: readonly string[];
}

/** Runs the linters that are installed over what came out of some plans, in a folder that is removed. */
export const lint = async (plans: readonly Lintable[], world: World): Promise<Linted> => {
  const findings: Finding[] = [];
  const absent = new Map<string, Absent>();
  await inTemporary(async (root) => {
    try {
      for (const [index, one] of plans.entries()) {
        const folder = join(root, String(index));
        fs.mkdirSync(folder);
        writePlan(folder, one.files);
        for (const linter of LINTERS.filter(({ name }) => !absent.has(name))) {
          const result = await lintOne(linter, one, folder, world);
          if (result.absent) absent.set(linter.name, result.absent);
          findings.push(...result.findings);
        }
      }
    } catch (error) {
      throw ioFailure(error, root, 'source');
    }
  });
  const all = plans.flatMap(({ files }) => files);
  return {
    linters: LINTERS.map(({ name, takes }) => ({
      name,
      status: absent.has(name) ? 'missing' : 'ran',
      files: all.filter(takes).length,
    })),
    findings,
    notes: [...absent.values()].flatMap(({ missing, why, fix }) => (missing ? [] : [`${why}; ${fix}`])),
  };
};
