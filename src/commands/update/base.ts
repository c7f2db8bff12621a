import { Stop } from '../../errors';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import type { Values } from '../../options/option';
import { resolve } from '../../options/resolve';
import type { PlannedFile } from '../../plan/plan';
import { blobId, RECORD_FILE, type Recorded } from '../../project/record';
import type { Answers } from '../../project/schema';
import { plannedFiles } from '../../sources/planned-files';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { tableOf } from '../../sources/team-answers';
import type { Team } from '../../sources/team-template';
import type { CompiledTemplate } from '../../template/template';
import { bytesFrom, call, type Git, must } from './git';
import { type Scratch, storeBytes, treeOf } from './merge';
import { KEPT_REF, type Place } from './place';
import type { Entry, Tree } from './reconcile';

/** The two things that are worked out without looking at the owner's files. */
export interface Making {
  readonly recorded: Recorded;
  /** What was answered last, in the form of today. */
  readonly old: Values;
  readonly answers: Answers;
  readonly team?: Team;
  /** Gets the template as it was, where that is another one; undefined where it cannot be had. */
  readonly oldTeam?: () => Promise<Team | undefined>;
  /** Whether the recorded template is the one that is wanted: a folder has no name to tell it by but its content. */
  readonly isSameTemplate: boolean;
  /** Seconds for fetching what the base is made of. */
  readonly timeout: number;
}

const entryOf = ({ mode }: Pick<PlannedFile, 'mode'>, id: string): Entry => ({
  mode: mode === '0755' ? '100755' : '100644',
  id,
});

/** @returns the files as entries, their bytes kept as objects. */
export const stored = async (files: readonly PlannedFile[], scratch: Scratch): Promise<Map<string, Entry>> => {
  const ids = await storeBytes(
    scratch,
    files.map(({ content }) => content),
  );
  return new Map(files.map((file, index) => [file.path, entryOf(file, ids[index]!)]));
};

/** Plans with what was answered last; nothing where that does not work any more. */
const planOld = async (
  { old }: Making,
  team: Team | undefined,
  builtIn: CompiledTemplate,
  world: World,
): Promise<readonly PlannedFile[]> => {
  const layer: Layer = { source: 'config', values: old, problems: [] };
  const { values, problems } = resolve(tableOf(team === undefined ? {} : { team }), [layer]);
  if (problems.length > 0) return [];
  try {
    return await plannedFiles(values as unknown as Answers, team, world, builtIn);
  } catch (error) {
    // A signal ends the run; whatever else keeps it from being had makes it unknown.
    if (error instanceof Stop && !world.ending.aborted) return [];
    throw error;
  }
};

/** By what is at hand: today's generator and the wanted template, where that is the recorded one. */
const planHere = async (making: Making, world: World): Promise<readonly PlannedFile[]> => {
  const { recorded, team, isSameTemplate } = making;
  if (recorded.templateHash !== undefined && !isSameTemplate) return [];
  return planOld(making, isSameTemplate ? team : undefined, compiledBuiltIn(world), world);
};

/** By what was recorded, from the cache or the network; nothing where it cannot be had. */
const planRecorded = async (making: Making, world: World): Promise<readonly PlannedFile[]> => {
  const { recorded, team, oldTeam, isSameTemplate, timeout } = making;
  const was = isSameTemplate ? team : await oldTeam?.();
  if (recorded.templateHash !== undefined && was === undefined) return [];
  try {
    const { earlierBuiltIn } = await import('../../sources/earlier-built-in');
    const builtIn =
      was?.manifest.extends === 'none' || recorded.generator === undefined
        ? { template: compiledBuiltIn(world) }
        : await earlierBuiltIn(recorded.generator, { timeout }, world);
    return await planOld(making, was, builtIn.template, world);
  } catch (error) {
    // A signal ends the run; whatever else keeps it from being had makes it unknown.
    if (error instanceof Stop && !world.ending.aborted) return [];
    throw error;
  }
};

/** @returns which of some ids the repository has the bytes of. */
const present = async (git: Git, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  // An id that is not there is an answer; no answer would make a conflict of every file.
  const input = `${ids.join('\n')}\n`;
  const stdout = await must(git, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], input);
  return new Set(stdout.split('\n').flatMap((line) => (line.endsWith(' blob') ? [line.split(' ')[0]!] : [])));
};

/** @returns the mode that each id had at its path, from every commit of every branch that has it. */
const modesInHistory = async (
  { git, prefix }: Place,
  wanted: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> => {
  if (wanted.size === 0) return new Map();
  const words = [
    '--literal-pathspecs',
    'log',
    '--all',
    '--format=',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '-z',
    '--',
  ];
  const bytes = await bytesFrom(git, [...words, ...[...wanted.keys()].map((path) => prefix + path)]);
  const parts = (bytes?.toString('utf8') ?? '').split('\0');
  const modes = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const match = /^:\d{6} (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]/.exec(part.trim());
    const path = parts[index + 1]?.slice(prefix.length);
    if (match && path !== undefined && wanted.get(path) === match[2]) modes.set(path, match[1]!);
  }
  return modes;
};

/**
 * The record has no modes. They are taken from what the last update kept, then from the commit that wrote the record,
 * where the owner has changed the least, then from the first commit that has the bytes.
 */
const modesOf = async (place: Place, wanted: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> => {
  const { git, head, prefix } = place;
  const modes = new Map<string, string>();
  const take = (tree: Tree): void => {
    for (const [path, id] of wanted)
      if (!modes.has(path) && tree.get(path)?.id === id) modes.set(path, tree.get(path)!.mode);
  };
  const kept = await call(git, ['rev-parse', '--verify', '--quiet', `${KEPT_REF}^{tree}`]);
  if (kept.ok) take(await treeOf(git, kept.stdout.trim()));
  const wrote = await call(git, ['log', '-1', '--format=%H', head, '--', `${prefix}${RECORD_FILE}`]);
  if (wrote.ok && wrote.stdout !== '') take(await treeOf(git, `${wrote.stdout.trim()}:${prefix}`));
  const rest = new Map([...wanted].filter(([path]) => !modes.has(path)));
  return new Map([...modes, ...(await modesInHistory(place, rest))]);
};

/** What stands in the repository's own objects, by the recorded ids. */
const fromObjects = async (
  rest: ReadonlyMap<string, string>,
  ours: Tree,
  theirs: Tree,
  place: Place,
): Promise<ReadonlyMap<string, Entry>> => {
  // Ids of a record are those of SHA-1.
  if (place.format !== 'sha1') return new Map();
  const found = await present(place.git, [...new Set(rest.values())]);
  const there = new Map([...rest].filter(([, id]) => found.has(id)));
  const modes = await modesOf(place, there);
  const modeOf = (path: string): string =>
    modes.get(path) ?? ours.get(path)?.mode ?? theirs.get(path)?.mode ?? '100644';
  return new Map([...there].map(([path, id]) => [path, { mode: modeOf(path), id }]));
};

/**
 * @returns what was generated last, each file proved by its recorded id; `unknown` where its bytes cannot be had. The
 *   network is asked last, and only for what nothing else has
 */
export const baseOf = async (
  making: Making,
  ours: Tree,
  theirs: Tree,
  scratch: Scratch,
): Promise<ReadonlyMap<string, Entry | 'unknown'>> => {
  const { place, git } = scratch;
  const files = making.recorded.files;
  // A record of before there were ids: what is there may be anybody's.
  if (files === undefined)
    return new Map([...theirs.keys()].filter((path) => ours.has(path)).map((path) => [path, 'unknown']));
  const base = new Map<string, Entry | 'unknown'>();
  const missing = (): ReadonlyMap<string, string> => new Map([...files].filter(([path]) => !base.has(path)));
  const add = (found: ReadonlyMap<string, Entry>): void => {
    for (const [path, entry] of found) base.set(path, entry);
  };
  const proved = (planned: readonly PlannedFile[]): Promise<ReadonlyMap<string, Entry>> => {
    const rest = missing();
    return stored(
      planned.filter(({ path, content }) => rest.get(path) === blobId(content)),
      scratch,
    );
  };
  add(await proved(await planHere(making, git.world)));
  add(await fromObjects(missing(), ours, theirs, place));
  if (missing().size > 0) add(await proved(await planRecorded(making, git.world)));
  for (const path of missing().keys()) base.set(path, 'unknown');
  // The record itself: nobody merges it.
  const record = ours.get(RECORD_FILE);
  if (record) base.set(RECORD_FILE, record);
  return base;
};
