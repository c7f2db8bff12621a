import { type Outcome, Stop } from '../../errors';
import { bugProblem } from '../../machine/failure';
import { complain, writeOut } from '../../machine/output';
import { type Manner, tell } from '../../machine/tell';
import type { World } from '../../machine/world';
import { shellOf } from '../../text/shell-words';
import { createJson } from './document';
import { createText } from './done-text';
import { type CreateReport, endedEarly } from './report';

/** Tells how it ended. */
export const tellCreate = async (report: CreateReport, manner: Manner, world: World): Promise<Outcome> => {
  const { problems, outcome, end } = report;
  const { cwd, version } = world;
  const shell = shellOf(world.platform, world.env);
  await tell(
    {
      problems,
      json: () => createJson(report, version),
      text: (style, columns) => createText(report, { style, columns, shell, cwd, version }),
      matters: outcome === 'partial',
    },
    manner,
    world,
  );
  return end;
};

/** The report of a run that ended before it decided anything. */
const early = (stop: Stop, directory: string | undefined): CreateReport => ({
  outcome: endedEarly(stop.outcome),
  end: stop.outcome,
  ...(directory === undefined ? {} : { directory }),
  answers: {},
  changes: [],
  backups: new Map(),
  steps: [],
  replay: [],
  problems: stop.problems,
  notes: [],
  next: [],
  onConflict: 'refuse',
  history: false,
});

/** What a run knew when it ended. */
interface Known {
  readonly directory: string | undefined;
  readonly going: string | undefined;
}

/**
 * Tells why a run ended without a report of its own.
 * @param known the directory, absolute, and the line that takes up what was answered, where there are any
 * @throws the error again where it is a fault of this program
 */
export const tellEarlyEnd = async (error: unknown, known: Known, manner: Manner, world: World): Promise<Outcome> => {
  const { directory, going } = known;
  const tellGoing = (): void => {
    if (going !== undefined) complain(`To go on from here:\n  ${going}\n`);
  };
  if (error instanceof Stop) {
    const outcome = await tellCreate(early(error, directory), manner, world);
    tellGoing();
    return outcome;
  }
  tellGoing();
  if (manner.json) writeOut('standard output', createJson(early(bugProblem(error), directory), world.version));
  throw error;
};
