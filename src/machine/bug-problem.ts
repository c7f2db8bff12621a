import { Stop } from '../errors';

/** @returns a fault of this program as a problem, for the JSON document; the stack goes to standard error. */
export const bugProblem = (error: unknown): Stop =>
  new Stop('bug', [
    {
      code: 'bug',
      message: error instanceof Error ? error.message : String(error),
      fix: 'report it with what standard error says',
    },
  ]);
