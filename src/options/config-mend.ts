import { type Reading, readFromDocument, readFromText } from './kinds';
import type { Flaw, Option, Value } from './option';

/** Where a value stands in a config file, and how it is written there. */
export interface Standing {
  readonly line?: number;
  /** The value as it is typed, where YAML reads something else than text: `1.10`. In a list, each item. */
  readonly typed?: unknown;
}

const SWITCHES: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  n: false,
  off: false,
  '0': false,
};

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** What was meant by a value of another type: a version without its quotes, a number within them. */
const otherType = (value: unknown, typed: unknown, option: Option): unknown => {
  if (option.kind === 'integer') return typeof value === 'string' ? Number(value.trim() || Number.NaN) : undefined;
  if (option.kind === 'boolean') return isPlain(value) ? SWITCHES[String(value).trim().toLowerCase()] : undefined;
  if (option.kind !== 'list') return isPlain(value) ? String(typed ?? value) : undefined;
  const items = Array.isArray(value) ? value : [value];
  const written = Array.isArray(typed) ? typed : typed === undefined ? [] : [typed];
  return items.every(isPlain) ? items.map((item, index) => String(written[index] ?? item)) : undefined;
};

const readValue = (reading: Reading): Value | undefined => ('value' in reading ? reading.value : undefined);

/** @returns the good value that a bad one most probably meant, or undefined. */
const meant = (flaw: Flaw, value: unknown, typed: unknown, option: Option): Value | undefined => {
  // What is good by itself is wrong beside other answers: its type is not what was meant otherwise.
  const other = 'value' in readFromDocument(value, option) ? undefined : otherType(value, typed, option);
  const read = other === undefined ? undefined : readFromDocument(other, option);
  if (read && 'value' in read) return read.value;
  const proposal = read?.flaw.proposal ?? flaw.proposal;
  return proposal === undefined ? undefined : readValue(readFromText(proposal, option));
};

/** Words that some YAML reads as something else than text. */
const OTHER_IN_YAML = /^(?:true|false|yes|no|on|off|y|n|null|none|~)$/i;
const PLAIN_IN_YAML = /^[A-Za-z_/][A-Za-z0-9_./+@-]*(?::[A-Za-z0-9_./@-]+)*$/;

const scalar = (value: string): string =>
  PLAIN_IN_YAML.test(value) && !OTHER_IN_YAML.test(value) ? value : JSON.stringify(value);

const yaml = (value: Value): string => {
  if (typeof value === 'string') return scalar(value);
  return Array.isArray(value) ? `[${value.map(scalar).join(', ')}]` : String(value);
};

/** @returns a line of a config file. */
const lineOf = (key: string, value: Value, file: string): string =>
  file.endsWith('.json')
    ? `${JSON.stringify(key)}: ${JSON.stringify(value).replaceAll(',', ', ')}`
    : `${key}: ${yaml(value)}`;

/** What the good line has or lacks, where that is all of the difference. */
const aboutQuotes = (value: unknown, good: Value): string => {
  if (typeof good === 'number' || typeof good === 'boolean') return value === String(good) ? ', without quotes' : '';
  const texts = [value].flat().every((item) => typeof item === 'string');
  return texts ? '' : ', in quotes';
};

/** @returns `answers.yaml, line 3`. */
export const placeText = (file: string, standing: Standing | undefined): string =>
  standing?.line === undefined ? file : `${file}, line ${standing.line}`;

/**
 * What to do about a value of a config file: the line that was meant and where it goes.
 * @param flaw with a fix in words, where no value mends it
 * @param file as the user named it
 */
export const configFix = (
  flaw: Flaw,
  { key, option, value }: { readonly key: string; readonly option: Option; readonly value: unknown },
  file: string,
  standing: Standing | undefined,
): string => {
  const good = meant(flaw, value, standing?.typed, option);
  const place = placeText(file, standing);
  return good === undefined
    ? `${flaw.fix ?? 'mend it'} (${place})`
    : `write ${lineOf(key, good, file)}${aboutQuotes(value, good)} (${place})`;
};
