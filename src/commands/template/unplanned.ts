import type { World } from '../../machine/world';
import { judgeFiles } from '../../plan/plan';
import type { Team } from '../../sources/team-template';
import { readTemplatePath } from '../../template/template-path';
import { parseFindings } from './findings';
import type { Finding } from './report';
import { answerFindings, scopeOfTrial, type Trial } from './trials';

/** What can be judged of a template that cannot be planned: the names in its files, and its examples. */
export const unplanned = (team: Team, trials: readonly Trial[]): readonly Finding[] => {
  const scope = trials.map((trial) => scopeOfTrial(team, trial)).find(Boolean);
  const examples = trials.filter(({ id }) => id.startsWith('examples/'));
  return [
    ...(scope === undefined ? [] : judgeFiles(team.template, scope)),
    ...examples.flatMap((trial) => answerFindings(team, trial)),
  ];
};

/** Reads the files of a template that cannot be planned and that become what they are. */
export const unmade = async ({ template }: Team, world: World): Promise<readonly Finding[]> => {
  const whole = template.files.filter(({ path, program }) => !program && !readTemplatePath(path).part);
  const made = whole.map((file) => ({ file, path: readTemplatePath(file.path).parts.join('/') }));
  const makers = new Map(made.map(({ path, file }) => [path, [file]]));
  const files = made.map(({ path, file: { content } }) => ({ path, content, mode: '0644' as const }));
  const found = await parseFindings({ id: '', files, makers, acting: [], findings: [] }, new Set(), world);
  return found.map(({ plan: _, ...finding }) => finding);
};
