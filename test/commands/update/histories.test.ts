import fc from 'fast-check';
import { Driver } from '../../fuzz/driver';
import { history } from '../../fuzz/histories';
import { live } from '../../fuzz/keeps-up';

/**
 * What template and owner do to small files, at random. HISTORIES is how many are lived through (10,000 with
 * LONG_TESTS=true), FUZZ_SEED repeats a run, FUZZ_SHRINK=true looks for the smallest that fails.
 */
const HISTORIES = Number(process.env['HISTORIES'] ?? (process.env['LONG_TESTS'] === 'true' ? 10_000 : 4));
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_201);

const driver = new Driver();
afterAll(() => driver.end());

test(
  'no line of the owner’s is lost, every change of the template arrives, and all of it can be taken back',
  () =>
    fc.assert(
      fc.asyncProperty(history, (one) => live(one, driver)),
      { numRuns: HISTORIES, seed: SEED, endOnFailure: process.env['FUZZ_SHRINK'] === undefined },
    ),
  HISTORIES * 60_000,
);
