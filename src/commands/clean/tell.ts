import type { Outcome } from '../../errors';
import { complain, writeOut } from '../../machine/output';
import type { Manner } from '../../machine/tell';
import { columnsOf, type World } from '../../machine/world';
import { problemsText } from '../../text/problems-text';
import { styleFor } from '../../text/style';
import { cleanJson } from './document';
import type { CleanReport } from './report';
import { cleanListing, cleanVerdict } from './text';

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
    complain(
      problemsText(
        report.problems,
        styleFor(world.isTerminal('stderr'), world.env, manner.color),
        columnsOf(world, 'stderr'),
      ),
    );
  return report.end;
};
