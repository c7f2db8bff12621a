import { type Problem, Stop } from '../../errors';
import type { World } from '../../machine/world';
import type { Layer } from '../../options/layers';
import { resolve } from '../../options/resolve';
import { pathsByFile } from '../../plan/overlay';
import type { PlannedFile } from '../../plan/plan';
import { RECORD_FILE } from '../../project/record';
import type { Answers } from '../../project/schema';
import { scopeOf } from '../../project/scope';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { tableOf } from '../../sources/team-answers';
import { baseOf, type Making, stored } from './base';
import { type Scratch, treeOf } from './merge';
import type { Sides } from './reconcile';

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
