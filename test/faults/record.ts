import { appendFileSync } from 'node:fs';
import type { Ended } from '../kit/program';

/**
 * Counts one run under a fault for the table of docs/faults.md. Only where FAULTS_RECORD names a file: `npm run faults` does.
 * @param what the row of the table
 */
export const count = (what: string, { exitCode, signal }: Pick<Ended, 'exitCode' | 'signal'>): void => {
  const file = process.env['FAULTS_RECORD'];
  if (file) appendFileSync(file, `${JSON.stringify({ what, end: signal ?? exitCode })}\n`);
};
