import { type Outcome, Stop } from '../../errors';
import { bugProblem } from '../../machine/failure';
import { complain, writeOut } from '../../machine/output';
import type { Manner } from '../../machine/tell';
import { columnsOf, type World } from '../../machine/world';
import { problemsText } from '../../text/problems-text';
import { shellOf } from '../../text/shell-words';
import { styleFor } from '../../text/style';
import { createJson } from './document';
import { createText } from './done-text';
import { type CreateReport, endedEarly } from './report';

/** Tells how it ended: one document for programs, or words for people; problems always on standard error. */
export const tellCreate = (report: CreateReport, manner: Manner, world: World): Outcome => {
  if (report.problems.length > 0)
    complain(
      problemsText(
        report.problems,
        styleFor(world.isTerminal('stderr'), world.env, manner.color),
        columnsOf(world, 'stderr'),
      ),
    );
  if (manner.json) {
    writeOut('standard output', createJson(report, world.version));
    return report.end;
  }
  const words = {
    style: styleFor(world.isTerminal('stdout'), world.env, manner.color),
    shell: shellOf(world.platform, world.env),
    cwd: world.cwd,
    version: world.version,
    columns: columnsOf(world, 'stdout'),
  };
  const partial = report.outcome === 'partial';
  if (!manner.quiet || partial) writeOut('standard output', createText(report, words));
  return report.end;
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
export const tellEarlyEnd = (error: unknown, known: Known, manner: Manner, world: World): Outcome => {
  const { directory, going } = known;
  const tellGoing = (): void => {
    if (going !== undefined) complain(`To go on from here:\n  ${going}\n`);
  };
  if (error instanceof Stop) {
    const outcome = tellCreate(early(error, directory), manner, world);
    tellGoing();
    return outcome;
  }
  tellGoing();
  if (manner.json) writeOut('standard output', createJson(early(bugProblem(error), directory), world.version));
  throw error;
};
