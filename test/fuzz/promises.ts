import { OUTCOMES } from '../../src/errors';
import type { Case, Outcome } from './driver';

const CODES: readonly number[] = Object.values(OUTCOMES).map(({ exitCode }) => exitCode);

/** What must hold for every run, whatever it is given. Throws what does not. */
export const expectPromises = (one: Case, outcome: Outcome): void => {
  expect(outcome.thrown).toBeUndefined();
  expect(CODES).toContain(outcome.exitCode);
  if (outcome.exitCode === 70) throw new Error(outcome.stderr);
  expect(outcome.written).toBe(false);
  expect(outcome.milliseconds).toBeLessThan(5_000);
  // What is quoted was given; the rest is ours.
  expect(outcome.stderr.replace(/"[^"\n]*"|--set .*/g, '')).not.toMatch(/undefined|\[object |\n {4}at /);
  // Nothing that is given may steer the terminal.
  expect(outcome.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  if (outcome.exitCode !== 0) expect(outcome.stderr).toMatch(/^error: /);
  const end = one.argv.indexOf('--');
  const flags = end < 0 ? one.argv : one.argv.slice(0, end);
  const told = flags.some((word) => /^--(help|version)|^-[a-zA-Z]*[hV]/.test(word)) && outcome.exitCode === 0;
  if (flags[0] === '--dry-run' && flags[1] === '--json' && !told) {
    const document = JSON.parse(outcome.stdout);
    expect(document.version).toBe(1);
    if (outcome.exitCode === 0) expect(['planned', 'unchanged']).toContain(document.outcome);
    else expect(document.problems.length).toBeGreaterThan(0);
  }
};
