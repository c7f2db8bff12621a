import type { Problem } from '../errors';
import { problemsText } from '../text/problems-text';
import type { Judged, ReporterName } from '../text/reporters/judged';
import { type Style, styleFor } from '../text/style';
import { complain, writeOut } from './output';
import { columnsOf, type World } from './world';

/** How a report is told. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** For a pipeline; in place of words. */
  readonly reporter?: ReporterName;
}

/** A report in each of its forms; only the one that is wanted is made. */
export interface Forms {
  /** Always on standard error, whatever the form. */
  readonly problems: readonly Problem[];
  readonly json: () => string;
  /** @param columns the width of the screen, endless where there is none */
  readonly text: (style: Style, columns: number) => string;
  readonly judged?: () => Judged;
  /** Said with --quiet too: something is left to be done. */
  readonly matters?: boolean;
}

/** Tells how a run ended: one document for programs, or words for people. */
export const tell = async (forms: Forms, manner: Manner, world: World): Promise<void> => {
  const { problems, json, text, judged, matters } = forms;
  const { reporter } = manner;
  const styleOf = (stream: 'stdout' | 'stderr'): Style => styleFor(world.isTerminal(stream), world.env, manner.color);
  if (problems.length > 0) complain(problemsText(problems, styleOf('stderr'), columnsOf(world, 'stderr')));
  if (manner.json) writeOut('standard output', json());
  else if (reporter !== undefined && judged !== undefined) {
    const { REPORTERS } = await import('../text/reporters/reporters');
    writeOut('standard output', REPORTERS[reporter](judged(), world.version));
  } else if (!manner.quiet || matters === true)
    writeOut('standard output', text(styleOf('stdout'), columnsOf(world, 'stdout')));
};
