// Results as JSON, and what became slower since they were last recorded.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A line that got slower by this much is news. Less is within what two runs differ. */
const SLOWER = 1.1;

/** @returns the recorded ratio of each line, empty where nothing is recorded. */
export const recordedRatios = (file) => {
  if (!existsSync(file)) return new Map();
  return new Map(JSON.parse(readFileSync(file, 'utf8')).lines.map(({ id, ratio }) => [id, ratio]));
};

/** @returns the lines whose ratio grew by a tenth or more since it was recorded. */
export const slowerLines = (lines, recorded) =>
  lines.filter(({ id, ratio }) => recorded.has(id) && ratio >= recorded.get(id) * SLOWER);

export const writeJson = (file, value) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
};

/** @returns a number with two digits after the point. */
export const round = (number) => Math.round(number * 100) / 100;
