import { writeOut } from '../../machine/output';
import { tickerOf } from '../../machine/progress';
import { columnsOf, type World } from '../../machine/world';
import { problemsText } from '../../text/problems-text';
import { styleFor } from '../../text/style';
import type { Check, Contract } from './contract';
import { verifyJson } from './document';
import type { VerifyOptions } from './options';
import type { VerifyReport } from './report';
import { checkText, verdictText } from './text';

type Manner = Partial<Pick<VerifyOptions, 'json' | 'quiet' | 'color'>>;

const WIDEST = 110;

/** Tells a run while it goes on. */
export interface VerifyTeller {
  readonly start: (contract: Contract) => void;
  readonly check: (check: Check) => void;
  readonly say: (what: string) => void;
  readonly end: () => void;
  /** What has been told so far. */
  readonly checks: () => readonly Check[];
}

/** Lines go to standard output as they come; with --json they go to standard error, and only to a terminal. */
export const verifyTeller = (manner: Manner, world: World): VerifyTeller => {
  const name = manner.json ? 'stderr' : 'stdout';
  const terminal = world.isTerminal(name);
  const stream = world[name];
  const told = !manner.quiet && (!manner.json || terminal);
  const ticker = tickerOf(world, told);
  const style = styleFor(terminal, world.env, manner.color !== false);
  const columns = Math.min(stream.columns || 80, WIDEST);
  const checks: Check[] = [];
  let title = '';
  return {
    start: (contract) => {
      title = contract.id;
      ticker.say(title);
    },
    check: (check) => {
      checks.push(check);
      ticker.clear();
      const quietly = manner.quiet && !manner.json && (check.status === 'fail' || check.status === 'error');
      if (told || quietly)
        writeOut(manner.json ? 'standard error' : 'standard output', checkText(check, style, columns));
    },
    say: (what) => ticker.say(`${title}: ${what}`),
    end: ticker.end,
    checks: () => checks,
  };
};

/** Tells how it ended: one document for programs, or the verdict for people; problems always on standard error. */
export const tellVerify = (report: VerifyReport, manner: Manner, teller: VerifyTeller, world: World): void => {
  teller.end();
  const { json, quiet, color } = manner;
  if (report.problems.length > 0)
    writeOut(
      'standard error',
      problemsText(
        report.problems,
        styleFor(world.isTerminal('stderr'), world.env, color !== false),
        columnsOf(world, 'stderr'),
      ),
    );
  if (json) writeOut('standard output', verifyJson(report));
  else if (!quiet || report.outcome !== 'pass')
    writeOut('standard output', verdictText(report, styleFor(world.isTerminal('stdout'), world.env, color !== false)));
};
