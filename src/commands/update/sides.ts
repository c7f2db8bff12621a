import { type Problem, Stop } from '../../errors';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import type { Values } from '../../options/option';
import { resolve } from '../../options/resolve';
import { pathsByFile } from '../../plan/overlay';
import type { PlannedFile } from '../../plan/planned-file';
import { blobId, RECORD_FILE, type Recorded } from '../../project/record';
import type { Answers } from '../../project/schema';
import { scopeOf } from '../../project/scope';
import { plannedFiles } from '../../sources/planned-files';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { tableOf } from '../../sources/team-answers';
import type { Team } from '../../sources/team-template';
import { bytesFrom, call, type Git } from './git';
import { type Scratch, storeBytes, treeOf } from './merge';
import { KEPT_REF, type Place } from './place';
import type { Entry, Sides, Tree } from './reconcile';

/** The two things that are worked out without looking at the owner's files. */
export interface Making {
  readonly recorded: Recorded;
  /** What was answered last, in the form of today. */
  readonly old: Values;
  readonly answers: Answers;
  readonly team?: Team;
  /** The template as it was, where that is another one and can be had. */
  readonly oldTeam?: Team;
  /** Whether the recorded template is the one that is wanted: a folder has no name to tell it by but its content. */
  readonly isSameTemplate: boolean;
}

const entryOf = ({ mode }: Pick<PlannedFile, 'mode'>, id: string): Entry => ({
  mode: mode === '0755' ? '100755' : '100644',
  id,
});

const stored = async (files: readonly PlannedFile[], scratch: Scratch): Promise<Map<string, Entry>> => {
  const ids = await storeBytes(
    scratch,
    files.map(({ content }) => content),
  );
  return new Map(files.map((file, index) => [file.path, entryOf(file, ids[index]!)]));
};

/** Plans as it was done last: by today's generator, which the recorded ids prove or refute file by file. */
const planOld = async (
  { recorded, old, team, oldTeam, isSameTemplate }: Making,
  world: World,
): Promise<readonly PlannedFile[]> => {
  const template = isSameTemplate ? team : oldTeam;
  if (recorded.templateHash !== undefined && template === undefined) return [];
  const layer: Layer = { source: 'config', values: old, problems: [] };
  const { values, problems } = resolve(tableOf(template === undefined ? {} : { team: template }), [layer]);
  if (problems.length > 0) return [];
  try {
    return await plannedFiles(values as unknown as Answers, template, world);
  } catch (error) {
    if (error instanceof Stop) return [];
    throw error;
  }
};

/** @returns which of some ids the repository has the bytes of. */
const present = async (git: Git, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const { ok, stdout } = await call(
    git,
    ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    `${ids.join('\n')}\n`,
  );
  return new Set(ok ? stdout.split('\n').flatMap((line) => (line.endsWith(' blob') ? [line.split(' ')[0]!] : [])) : []);
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

/**
 * @returns what was generated last, each file proved by its recorded id; `unknown` where its bytes cannot be had
 */
const baseOf = async (
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
  const proved = (await planOld(making, git.world)).filter(({ path, content }) => files.get(path) === blobId(content));
  const base = new Map<string, Entry | 'unknown'>(await stored(proved, scratch));
  const rest = new Map([...files].filter(([path]) => !base.has(path)));
  const found = place.format === 'sha1' ? await present(place.git, [...new Set(rest.values())]) : new Set<string>();
  const modes = await modesOf(place, new Map([...rest].filter(([, id]) => found.has(id))));
  for (const [path, id] of rest) {
    const mode = modes.get(path) ?? ours.get(path)?.mode ?? theirs.get(path)?.mode ?? '100644';
    base.set(path, found.has(id) ? { mode, id } : 'unknown');
  }
  // The record itself: nobody merges it.
  const record = ours.get(RECORD_FILE);
  if (record) base.set(RECORD_FILE, record);
  return base;
};

/** Where other answers move what the template makes: from the same file of the template to another path. */
const movedByAnswers = ({ old, answers, team }: Making, world: World): ReadonlyMap<string, string> => {
  const layer: Layer = { source: 'config', values: old, problems: [] };
  const before = resolve(tableOf({}), [layer]);
  if (before.problems.length > 0) return new Map();
  const templates = [...(team === undefined || team.manifest.extends === 'builtin' ? [compiledBuiltIn(world)] : [])];
  const moved = new Map<string, string>();
  for (const template of templates) {
    const was = pathsByFile(template, scopeOf(before.values as unknown as Answers));
    for (const [file, path] of pathsByFile(template, scopeOf(answers)))
      if (was.has(file) && was.get(file) !== path) moved.set(was.get(file)!, path);
  }
  return moved;
};

/** Inputs from which package managers lock. */
export const isLockInput = (path: string): boolean => /(^|\/)(requirements[\w-]*\.in|pyproject\.toml)$/.test(path);

const strange = (path: string): Stop =>
  new Stop('usage', [
    {
      code: 'invalid',
      message: `--restore "${path}": no such file is generated`,
      flag: '--restore',
      value: path,
      fix: 'name a file that --dry-run lists, from the folder that is updated',
    } satisfies Problem,
  ]);

/**
 * Works out the three sides.
 * @throws Stop(usage) for a path under --restore that nobody generates; Stop(data) as the template has it
 */
export const sidesOf = async (
  making: Making,
  files: readonly PlannedFile[],
  restore: readonly string[],
  scratch: Scratch,
): Promise<Sides> => {
  const { place, git } = scratch;
  const ours = await treeOf(git, `${place.head}:${place.prefix}`);
  const theirs = await stored(files, scratch);
  const base = await baseOf(making, ours, theirs, scratch);
  const unknown = restore.find((path) => !theirs.has(path) && !base.has(path));
  if (unknown !== undefined) throw strange(unknown);
  const { manifest } = making.team ?? {};
  const builtIn =
    manifest === undefined || manifest.extends === 'builtin' ? (compiledBuiltIn(git.world).manifest.locks ?? {}) : {};
  return {
    base,
    theirs,
    ours,
    record: RECORD_FILE,
    locks: new Map(Object.entries({ ...builtIn, ...manifest?.locks })),
    renamed: new Map([...movedByAnswers(making, git.world), ...Object.entries(manifest?.renamed ?? {})]),
    restore: new Set(restore),
  };
};
