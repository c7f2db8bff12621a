import { resolve as resolvePath } from 'node:path';
import { Stop } from '../../errors';
import { converse, type Talk } from './converse';
import type { Given } from './given';
import { type Interview, newInterview, turnOf } from './interview';
import { lookAt } from './look';
import { withTeam } from './team-answers';

/** What can be known to be wrong before the first question is asked; most of it before a template is fetched. */
const judgeEarly = (given: Given, { world }: Talk): void => {
  const { directory } = given;
  const looked = directory
    ? { look: lookAt(resolvePath(world.cwd, directory), !given.run.dryRun && !given.run.diff, world) }
    : {};
  const turn = turnOf({ ...newInterview(given), ...looked }, world.cwd);
  if (turn.kind === 'refuse') throw new Stop(turn.outcome, turn.problems);
};

/**
 * Asks a person for whatever is needed and not given.
 * @throws Stop as the template, the user and the machine have it
 */
export const interview = async (given: Given, talk: Talk): Promise<Interview> => {
  judgeEarly(given, talk);
  const known = await withTeam(given, talk.terminal, talk.world, (withQuestions) => judgeEarly(withQuestions, talk));
  return converse(newInterview(known), talk);
};
