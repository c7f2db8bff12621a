import { findings, type Workbench, workbench } from '../kit/linters';
import { fewPairs, PAIRS } from '../kit/repositories';

/**
 * Every strict linter and the repository's own tests find nothing: on every pair of answers with
 * `npm run test:matrix`, else on a few of them, which differ in nearly everything.
 */

const ALL = process.env['LONG_TESTS'] === 'true';
const FEW = 4;
const combinations = ALL ? PAIRS : fewPairs(FEW);

jest.setTimeout(600_000);

let bench: Workbench;
beforeAll(async () => {
  bench = await workbench();
});

test.each(combinations.map((given, index) => [JSON.stringify(given), given, `r${index}`] as const))(
  'nothing is found with %s',
  async (_told, given, name) => {
    expect(await findings(given, bench, name)).toEqual([]);
  },
);
