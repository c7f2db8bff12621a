// Runs cases in shuffled rounds, so that what else the machine does meets all of them alike.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {readonly string[]} argv
 * @property {string} cwd
 * @property {Readonly<Record<string, string>>} env
 * @property {() => void} [before] not measured
 * @property {() => void} [check] not measured; throws when the run did not do its work
 */

/** Fisher and Yates. */
const shuffled = (items) => {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [mixed[last], mixed[other]] = [mixed[other], mixed[last]];
  }
  return mixed;
};

/** @returns the middle of the numbers. */
export const median = (numbers) => {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** @returns how long a process took from its start to its end, in milliseconds. */
const timed = ({ id, argv, cwd, env, before, check }) => {
  before?.();
  const start = performance.now();
  const ended = spawnSync(argv[0], argv.slice(1), { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const took = performance.now() - start;
  if (ended.status !== 0) throw new Error(`${id}: exit code ${ended.status}\n${ended.error ?? ended.stderr}`);
  check?.();
  return took;
};

/**
 * @param {readonly Case[]} cases
 * @param {number} rounds measured ones; one more before them only warms the caches
 * @returns {ReadonlyMap<string, readonly number[]>} milliseconds by case
 */
export const measure = (cases, rounds) => {
  const times = new Map(cases.map(({ id }) => [id, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of shuffled(cases)) {
      const took = timed(one);
      if (round > 0) times.get(one.id).push(took);
    }
  }
  return times;
};
