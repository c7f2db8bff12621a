import type { Problem } from '../errors';
import { type Layer, problemOf } from '../options/layers';
import { flagOf, type OptionTable, sameValue } from '../options/option';
import type { Resolution } from '../options/resolve';
import { CREATE_ANSWERS } from '../project/schema';
import type { Team } from './team-template';

/** What of a run decides which table it has. */
interface OfTeam {
  readonly team?: Team;
}

/** Who gave what, for what is said of it. */
interface Told extends OfTeam {
  readonly layers?: readonly Layer[];
}

/** @returns the table of a run: the built-in options, then the questions of its template. */
export const tableOf = (given: OfTeam): OptionTable => ({
  ...CREATE_ANSWERS,
  ...given.team?.manifest.questions,
});

/** @returns whether the template has decided an option, so that nobody is asked. */
export const isLocked = (given: OfTeam, key: string): boolean => given.team?.manifest.locked.includes(key) === true;

/** What a template decided, the user may say too, but not otherwise. */
export const lockedProblems = ({ team, layers = [] }: Told, { values, sources }: Resolution): readonly Problem[] => {
  if (!team) return [];
  return (
    team.manifest.locked
      // Where other answers leave it without a meaning, there is nothing to decide.
      .filter((key) => (CREATE_ANSWERS as OptionTable)[key]?.applies?.(values) !== false)
      .filter((key) => sources[key] !== 'template' && !sameValue(values[key], team.manifest.defaults[key]))
      .map((key) => {
        const flag = `--${flagOf(key, (CREATE_ANSWERS as OptionTable)[key]!)}`;
        const place = layers.find(({ source }) => source === sources[key])?.places?.[key];
        const flaw = {
          rule: `the template ${team.manifest.name} decides this answer: ${String(team.manifest.defaults[key])}`,
          fix: `leave ${place ? 'it' : flag} out, or use another template`,
          contradiction: true as const,
        };
        return problemOf(flaw, flag, place?.where ?? flag, String(values[key]), place?.mend);
      })
  );
};
