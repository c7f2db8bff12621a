import type { OptionTable } from './option';

/** How a run tells what happened: the same flags on every command. */
export const TELLING = {
  json: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'one JSON document on standard output',
    default: false,
  },
  quiet: { kind: 'boolean', group: 'run', scope: 'run', short: 'q', summary: 'only errors', default: false },
  color: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'colours on a terminal (NO_COLOR is honoured)',
    default: true,
  },
} as const satisfies OptionTable;
