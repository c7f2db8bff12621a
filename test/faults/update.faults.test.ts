import { callsOfGit, FAULTS, type Fault, meet, WAYS } from './update';

/** FAULTS_EVERY=3 takes every third call only. */
const EVERY = Number(process.env['FAULTS_EVERY'] ?? 1);

describe.each(Object.keys(WAYS))('%s', (way) => {
  test.each(Object.keys(FAULTS) as Fault[])(
    '%s, at each call: after the next run all is as before, or done',
    async (fault) => {
      const calls = await callsOfGit(way);
      expect(calls.length).toBeGreaterThan(30);
      const failed: string[] = [];
      for (let nth = 1; nth <= calls.length; nth += EVERY)
        try {
          await meet(way, nth, fault);
        } catch (error) {
          failed.push(`${nth}: ${calls[nth - 1]}\n${(error as Error).message}`);
        }
      expect(failed).toEqual([]);
    },
    3_600_000,
  );
});
