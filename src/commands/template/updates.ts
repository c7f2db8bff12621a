import { join } from 'node:path';
import fs from 'fs-extra';
import { environmentFor } from '../../machine/environment';
import { ended } from '../../machine/failure';
import { run } from '../../machine/run';
import { inTemporary } from '../../machine/temporary-folder';
import type { World } from '../../machine/world';
import type { PlannedFile } from '../../plan/plan';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { wholeTemplate } from '../../sources/team-plan';
import { readTeam, type Team } from '../../sources/team-template';
import { gitCall } from '../../steps/git-settings';
import { shown } from '../../text/shown';
import { exampleTrials } from './examples';
import type { Finding, TriedUpdate, UpdatedFile } from './report';
import { type Trial, tryPlan } from './trials';

/** What `update` would do to repositories that were made with an older version of a template. */

const DEADLINE = 60_000;

/** The line that an owner is thought to have added at the end of a file. */
const OWNERS = Buffer.from('a line of the owner\n');

/**
 * Whether git can put two changes of a file together.
 * @returns undefined where there is no git that could say
 */
const mergeOf = async (
  base: Buffer,
  theirs: Buffer,
  folder: string,
  world: World,
): Promise<'merge' | 'conflict' | undefined> => {
  if (base.includes(0) || theirs.includes(0)) return 'conflict';
  // A last line without its end would be the owner's line as well.
  const ours = Buffer.concat([base, ...(base.length > 0 && base.at(-1) !== 0x0a ? [Buffer.from('\n')] : []), OWNERS]);
  for (const [name, bytes] of Object.entries({ ours, base, theirs })) fs.writeFileSync(join(folder, name), bytes);
  const ran = await run(gitCall('folder', ['merge-file', '--stdout', '--quiet', 'ours', 'base', 'theirs'], []), {
    cwd: folder,
    env: environmentFor('git', world, {}),
    ending: world.ending,
    timeout: DEADLINE,
  });
  if (world.ending.aborted) throw ended(world);
  // git-merge-file(1): the number of conflicts, or 255 for a fault.
  if (ran.exitCode === 0) return 'merge';
  return ran.exitCode !== undefined && ran.exitCode < 128 ? 'conflict' : undefined;
};

type Plan = ReadonlyMap<string, PlannedFile>;

const planOf = (files: readonly PlannedFile[]): Plan => new Map(files.map((file) => [file.path, file]));

const isSame = (one: PlannedFile, other: PlannedFile): boolean =>
  one.mode === other.mode && Buffer.compare(one.content, other.content) === 0;

interface Versions {
  readonly was: Plan;
  readonly now: Plan;
  readonly renamed: Readonly<Record<string, string>>;
}

/** @returns the new path of each old one; undefined where it is gone. */
const wherever = ({ now, renamed }: Versions, path: string): string | undefined => {
  if (now.has(path)) return path;
  const to = Object.hasOwn(renamed, path) ? renamed[path] : undefined;
  return to !== undefined && now.has(to) ? to : undefined;
};

const fileUpdates = async (versions: Versions, folder: string, world: World): Promise<readonly UpdatedFile[]> => {
  const { was, now } = versions;
  const taken = new Set<string>();
  const told: UpdatedFile[] = [];
  for (const [path, old] of was) {
    const to = wherever(versions, path);
    if (to === undefined) {
      told.push({ path, untouched: 'remove', edited: 'keep' });
      continue;
    }
    taken.add(to);
    const next = now.get(to)!;
    const from = to === path ? {} : { from: path };
    if (isSame(old, next)) {
      if (to !== path) told.push({ path: to, ...from, untouched: 'update', edited: 'merge' });
      continue;
    }
    const edited = await mergeOf(Buffer.from(old.content), Buffer.from(next.content), folder, world);
    told.push({ path: to, ...from, untouched: 'update', ...(edited === undefined ? {} : { edited }) });
  }
  for (const path of now.keys())
    if (!was.has(path) && !taken.has(path)) told.push({ path, untouched: 'create', edited: 'create' });
  return told;
};

const KNOWN_LOCKS =
  /(^|\/)(uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|package-lock\.json|pnpm-lock\.yaml|yarn\.lock)$/;

/** @returns whether a file is what a package manager locked: by its name, or since what it is locked from lies beside it. */
const isLock = (path: string, plan: Plan): boolean =>
  KNOWN_LOCKS.test(path) || (/(^|\/)[\w-]*requirements[\w-]*\.txt$/.test(path) && plan.has(path.replace(/txt$/, 'in')));

const judgeUpdate = (
  { was, now }: Versions,
  files: readonly UpdatedFile[],
  locks: Readonly<Record<string, string>>,
  plan: string,
): readonly Finding[] => [
  ...files
    .filter(({ untouched }) => untouched === 'remove')
    .map(
      ({ path }): Finding => ({
        code: 'template',
        message: `${shown(path)}: the older version makes it, and this one does not; what its owners wrote there is generated no more`,
        flag: shown(path),
        fix: `name where it went in template.yaml, renamed: { ${shown(path)}: <new path> }, or keep it`,
        plan,
      }),
    ),
  ...files
    .filter(({ path }) => now.has(path) && was.has(path) && isLock(path, now) && !Object.hasOwn(locks, path))
    .map(
      ({ path }): Finding => ({
        code: 'template',
        message: `${shown(path)}: it is a lock file that changes, and an update may write conflict markers into it`,
        flag: shown(path),
        fix: `name the command that locks anew in template.yaml, locks: { ${shown(path)}: <command> }`,
        plan,
      }),
    ),
];

const namedLocks = ({ manifest }: Team, world: World): Readonly<Record<string, string>> => ({
  ...(manifest.extends === 'builtin' ? compiledBuiltIn(world).manifest.locks : {}),
  ...manifest.locks,
});

/** The answers of each example as an owner of the older version gave them, and as this version reads what is recorded of them. */
const trialsOf = async (
  old: Team,
  team: Team,
  world: World,
): Promise<readonly (readonly [was: Trial, now: Trial])[]> => {
  const was = (await exampleTrials(old, world)).trials;
  const now = (await exampleTrials({ ...team, examples: old.examples }, world)).trials;
  // A question that is asked no more is no fault of the answer's.
  const known = ({ id, layers }: Trial): Trial => ({
    id,
    layers: layers.map((layer) => ({ ...layer, problems: layer.problems.filter(({ code }) => code !== 'unknown') })),
  });
  const defaults: Trial = { id: 'defaults', layers: [] };
  return [...was.map((trial, index) => [trial, known(now[index] ?? trial)] as const), [defaults, defaults]];
};

const otherName = (team: Team, old: Team): Finding => ({
  code: 'template',
  message: `--from names ${old.manifest.name}, and this is ${team.manifest.name}: a repository is never carried from one template to another`,
  flag: '--from',
  fix: 'name an older version of the same template',
});

export interface JudgedUpdates {
  readonly updates: readonly TriedUpdate[];
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/**
 * Judges an update to a template from an older version of it.
 * @param from as `--from` gives it
 * @throws Stop as `readTeam`, for the older version
 */
export const judgeUpdates = async (
  team: Team,
  from: string,
  settings: { readonly timeout: number; readonly progress?: (text: string) => void },
  world: World,
): Promise<JudgedUpdates> => {
  const { team: old } = await readTeam(from, { ...settings, cached: false }, world);
  if (old.manifest.name !== team.manifest.name) return { updates: [], findings: [otherName(team, old)], notes: [] };
  const [updates, findings, notes]: [TriedUpdate[], Finding[], string[]] = [[], [], []];
  await inTemporary(async (folder) => {
    for (const [before, trial] of await trialsOf(old, team, world)) {
      const was = tryPlan(old, wholeTemplate(old, compiledBuiltIn(world)), before);
      const now = tryPlan(team, wholeTemplate(team, compiledBuiltIn(world)), trial);
      if (was.files.length === 0 || now.files.length === 0) {
        const which = was.files.length === 0 ? 'the older version' : 'this version';
        notes.push(`no update was tried with ${shown(trial.id)}: ${which} does not take its answers as they are`);
        continue;
      }
      const versions = { was: planOf(was.files), now: planOf(now.files), renamed: team.manifest.renamed ?? {} };
      const files = await fileUpdates(versions, folder, world);
      updates.push({ plan: trial.id, files });
      findings.push(...judgeUpdate(versions, files, namedLocks(team, world), trial.id));
    }
  });
  return { updates, findings, notes };
};
