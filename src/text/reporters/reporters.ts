import { github } from './github';
import type { Reporter, ReporterName } from './judged';
import { junit } from './junit';
import { sarif } from './sarif';

/** By the word that `--reporter` takes. */
export const REPORTERS: Readonly<Record<ReporterName, Reporter>> = { github, junit, sarif };
