import type { Outcome } from '../errors';
import { cleanJson } from '../report/clean-json';
import type { CleanReport } from '../report/clean-report';
import { cleanListing, cleanVerdict } from '../report/clean-text';
import { problemsText } from '../report/problems-text';
import { styleFor } from '../report/style';
import { complain, writeOut } from '../world/output';
import type { World } from '../world/world';
import type { Manner } from './tell-create';

/**
 * Tells how it ended: one document for programs, or words for people; problems always on standard error.
 * @param shown the listing was on the screen already, for the question
 */
export const tellClean = (report: CleanReport, shown: boolean, manner: Manner, world: World): Outcome => {
  if (manner.json) {
    writeOut('standard output', cleanJson(report));
  } else if (!manner.quiet) {
    const style = styleFor(world.isTerminal('stdout'), world.env, manner.color);
    const listing = shown || report.engine === undefined ? '' : cleanListing(report, style);
    writeOut('standard output', listing + cleanVerdict(report, style));
  }
  if (report.problems.length > 0)
    complain(problemsText(report.problems, styleFor(world.isTerminal('stderr'), world.env, manner.color)));
  return report.end;
};
