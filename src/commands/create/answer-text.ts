import type { Values } from '../../options/option';
import { printable } from '../../text/printable';

/** @returns an answer as the summary shows it. */
export const answerText = (value: Values[string] | undefined): string => {
  if (value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return printable(Array.isArray(value) ? value.join(', ') || 'none' : String(value));
};
