import { writeOut } from '../../machine/output';
import { tickerOf } from '../../machine/progress';
import { tell } from '../../machine/tell';
import type { World } from '../../machine/world';
import { printableLines } from '../../text/printable';
import { styleFor } from '../../text/style';
import { wrap } from '../../text/wrap';
import type { Check, Contract } from './contract';
import { verifyJson } from './document';
import type { Judged } from './judged';
import type { VerifyOptions } from './options';
import { fixesText } from './patches';
import type { VerifyReport } from './report';
import { judgedRepository } from './reported';
import { checkText, judgingText, verdictText } from './text';

type Manner = Partial<Pick<VerifyOptions, 'fix' | 'json' | 'quiet' | 'color' | 'reporter'>>;

const WIDEST = 110;

/** Whether standard output is for a program: a document, or a diff. */
export const isForProgram = ({ json, fix, reporter }: Manner): boolean =>
  json === true || fix === true || reporter !== undefined;

/** Tells a run while it goes on. */
export interface VerifyTeller {
  /** Before the first contract: what all of them are about. */
  readonly judging: (judged: Judged) => void;
  readonly start: (contract: Contract) => void;
  readonly check: (check: Check) => void;
  readonly say: (what: string) => void;
  readonly end: () => void;
  /** What has been told so far. */
  readonly checks: () => readonly Check[];
}

/** Lines go to standard output as they come; where that is for a program they go to standard error, and only to a terminal. */
export const verifyTeller = (manner: Manner, world: World): VerifyTeller => {
  const forProgram = isForProgram(manner);
  const name = forProgram ? 'stderr' : 'stdout';
  const terminal = world.isTerminal(name);
  const stream = world[name];
  const told = !manner.quiet && (!forProgram || terminal);
  const ticker = tickerOf(world, told);
  const style = styleFor(terminal, world.env, manner.color !== false);
  const columns = Math.min(stream.columns || 80, WIDEST);
  const checks: Check[] = [];
  return {
    judging: (judged) => {
      if (!told) return;
      ticker.clear();
      const text = judgingText(judged);
      const lines = terminal ? wrap(text, columns) : [text];
      writeOut(forProgram ? 'standard error' : 'standard output', `${lines.join('\n')}\n\n`);
    },
    start: ({ id }) => ticker.say(id),
    check: (check) => {
      checks.push(check);
      ticker.clear();
      const quietly = manner.quiet && !forProgram && (check.status === 'fail' || check.status === 'error');
      if (told || quietly)
        writeOut(forProgram ? 'standard error' : 'standard output', checkText(check, style, columns));
    },
    say: ticker.say,
    end: ticker.end,
    checks: () => checks,
  };
};

/** Tells how it ended, after what was told on the way. */
export const tellVerify = async (
  report: VerifyReport,
  { fix, json, quiet, color, reporter }: Manner,
  teller: VerifyTeller,
  world: World,
): Promise<void> => {
  teller.end();
  const diff = fix === true ? await fixesText(report.checks) : undefined;
  // A stranger's text is not for a screen as it is; git gets it so.
  const fixes = diff !== undefined && world.isTerminal('stdout') ? printableLines(diff, '') : diff;
  await tell(
    {
      problems: report.problems,
      json: () => verifyJson(report),
      text: (style) => fixes ?? verdictText(report, style),
      judged: () => judgedRepository(report),
      matters: report.outcome !== 'pass',
    },
    { json: json === true, quiet: quiet === true, color: color !== false, ...(reporter ? { reporter } : {}) },
    world,
  );
};
