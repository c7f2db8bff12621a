import { printable } from '../text/printable';
import type { ActingFile } from './acting-files';

/** So many are read one by one, each beside who acts on it; more are put together. */
const FEW = 12;
/** Of one group. How many there are is told, and --json has them all. */
const MOST_OF_GROUP = 20;

const groupsOf = (acting: readonly ActingFile[]): ReadonlyMap<string, readonly string[]> => {
  const groups = new Map<string, string[]>();
  for (const { path, why } of acting) {
    const group = groups.get(why) ?? [];
    group.push(path);
    groups.set(why, group);
  }
  return groups;
};

const groupText = (why: string, paths: readonly string[]): string => {
  const shown = paths.slice(0, MOST_OF_GROUP).map((path) => `    ${printable(path)}\n`);
  const more = paths.length - shown.length;
  return `  ${why}: ${paths.length}\n${shown.join('')}${more > 0 ? `    and ${more} more, which --json lists\n` : ''}`;
};

/** @returns the lines for files that something runs or obeys: one each where they are few, else by who does. */
export const actingLines = (acting: readonly ActingFile[]): string => {
  if (acting.length > FEW) return [...groupsOf(acting)].map(([why, paths]) => groupText(why, paths)).join('');
  const width = Math.max(...acting.map(({ path }) => path.length));
  return acting.map(({ path, why }) => `  ${printable(path.padEnd(width))}  ${why}\n`).join('');
};

/** The schema of the same in a JSON document. */
export const ACTING_SCHEMA = {
  description: 'files that something runs or obeys by their being there',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['path', 'why'],
    properties: { path: { type: 'string' }, why: { type: 'string' } },
  },
} as const;
