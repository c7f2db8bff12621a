import type { Problem } from '../../errors';
import type { World } from '../../machine/world';
import type { Value } from '../../options/option';
import { sameValue } from '../../options/option';
import type { Recorded } from '../../project/record';
import { shellLine, shellOf } from '../../text/shell-words';
import { PROGRAM } from '../command';
import type { Applied } from './apply';
import { type Decision, recordedTemplate, templateText } from './decide';
import type { GivenNow } from './given';
import { messagePath } from './journal';
import type { Place } from './place';
import type { ToldFile, UpdateReport } from './report';
import type { WorkedOut } from './work-out';

/** Lines for the user's shell, from where they stand. */
const linesOf = (given: GivenNow, lines: readonly string[], world: World): readonly string[] => {
  const shell = shellOf(world.platform, world.env);
  if (lines.length === 0 || given.directory === '.') return lines;
  return [shellLine(['cd', given.directory], shell), ...lines];
};

/** @returns the same run without what keeps it from writing. */
const goLine = (given: GivenNow, world: World): string => {
  const shell = shellOf(world.platform, world.env);
  const flags = given.typed.filter((word) => !/^--(dry-run|diff|check|json|quiet)$|^-q$/.test(word));
  return shellLine(['npx', `${PROGRAM}@${world.version}`, 'update', ...flags], shell);
};

/** What a run knows once the merge is worked out. */
export interface Told {
  readonly given: GivenNow;
  readonly directory: string;
  readonly decision: Decision;
  readonly recorded: Recorded;
  readonly worked: WorkedOut;
  readonly world: World;
}

/** What every report of such a run says. */
export const common = ({ directory, decision, recorded, worked, world }: Told) => ({
  directory,
  from: { generator: recorded.generator ?? 'of an unknown version', ...recordedTemplate(recorded) },
  to: { generator: world.version, ...templateText(decision.making) },
  answers: answersOf(decision),
  changedAnswers: decision.changed,
  files: worked.files as readonly ToldFile[],
  notes: [...decision.notes, ...worked.notes],
  next: [] as readonly string[],
  problems: [] as readonly Problem[],
});

const answersOf = ({ making: { answers } }: Decision): UpdateReport['answers'] =>
  Object.fromEntries(
    Object.entries(answers as unknown as Readonly<Record<string, Value>>).filter(
      ([key, value]) => key !== 'git' && !sameValue(value, ''),
    ),
  );

/** @returns the report of a run that is not to write. */
export const planned = (told: Told): UpdateReport => {
  const { given, worked, world } = told;
  const hasConflicts = worked.merged.conflicts.size > 0;
  const next = [goLine(given, world)];
  if (given.run.check) return { ...common(told), outcome: 'waiting', end: 'no', next };
  return {
    ...common(told),
    outcome: 'planned',
    end: hasConflicts ? 'no' : 'done',
    next,
  };
};

const OPEN = ['git status', 'git cherry-pick --continue', 'git cherry-pick --abort'] as const;

/** @returns the report of a run that has written. */
export const written = (told: Told, applied: Applied, place: Place): UpdateReport => {
  const { given, worked, world } = told;
  const base = common(told);
  const { commit, branch, refused } = applied;
  const where = { ...(commit === undefined ? {} : { commit }), ...(branch === undefined ? {} : { branch }) };
  if (refused) {
    const shell = shellOf(world.platform, world.env);
    const lines =
      given.run.toBranch === undefined
        ? [shellLine(['git', 'commit', '-F', messagePath(place)], shell), 'git reset --merge']
        : [];
    return {
      ...base,
      outcome: 'failed',
      end: refused.end,
      problems: [refused.problem],
      next: linesOf(given, lines, world),
    };
  }
  if (worked.merged.conflicts.size > 0) {
    const lines =
      branch === undefined ? OPEN : [shellLine(['git', 'switch', branch], shellOf(world.platform, world.env))];
    return { ...base, ...where, outcome: 'conflicts', end: 'no', next: linesOf(given, lines, world) };
  }
  return { ...base, ...where, outcome: 'updated', end: 'done', next: linesOf(given, worked.lock, world) };
};
