import type { World } from '../machine/world';
import { byPath, type PlannedFile, plan } from '../plan/plan';
import { RECORD_FILE, recordText } from '../project/record';
import { type Answers, CREATE_ANSWERS } from '../project/schema';
import { scopeOf } from '../project/scope';
import type { CompiledTemplate } from '../template/template';
import { compiledBuiltIn } from './read-built-in';
import type { Team } from './team-template';

/** Loaded only for a run that names a team's template. */
const teamPlan = () => import('./team-plan');

/**
 * @param team the template; undefined for the built-in one
 * @param builtIn the built-in template; this program's own without it
 * @returns every file of the repository to be, the record among them, by path
 * @throws Stop(data) with every problem of the template
 */
export const plannedFiles = async (
  answers: Answers,
  team: Team | undefined,
  world: World,
  builtIn: CompiledTemplate = compiledBuiltIn(world),
): Promise<readonly PlannedFile[]> => {
  const files = team ? (await teamPlan()).planTeam(team, answers, builtIn) : plan(builtIn, scopeOf(answers));
  const template = team && (await teamPlan()).recordOf(team, answers);
  const record: PlannedFile = {
    path: RECORD_FILE,
    mode: '0644',
    content: Buffer.from(recordText(CREATE_ANSWERS, answers, world.version, template, files)),
  };
  return [...files, record].sort(byPath);
};
