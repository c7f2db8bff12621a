import type { Problem } from '../../errors';
import { hasUnseen } from '../../text/printable';
import { shown } from '../../text/shown';
import type { Mapping } from '../../yaml/mapping';
import type { PlainYaml } from './plain-yaml';

export type Path = readonly (string | number)[];

/** Whoever has mended so many runs it again. */
const MOST_PROBLEMS = 50;

/** Notes what is wrong with a file of plain data, each with its place. */
export class Field {
  readonly problems: Problem[] = [];

  constructor(
    private readonly file: string,
    private readonly yaml: PlainYaml,
  ) {}

  /** @returns where something stands, as it is opened. */
  placeOf(path: Path, what: 'key' | 'value' = 'value'): string {
    const { line, column } = this.yaml.placeOf(path, what);
    return `${this.file}:${line}:${column}`;
  }

  /**
   * Notes a fault.
   * @param rule what was expected
   * @param value shown as it is written, cut short
   */
  refuse(path: Path, rule: string, fix: string, what: 'key' | 'value' = 'value', value?: unknown): undefined {
    if (this.problems.length >= MOST_PROBLEMS) return undefined;
    const where = this.placeOf(path, what);
    const name = path.length === 0 ? '' : `${path.map(String).map(shown).join('.')}: `;
    const told =
      value === undefined
        ? undefined
        : shown(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));
    this.problems.push({
      code: 'template',
      message: `${where}: ${name}${told === undefined ? '' : `"${told}": `}${rule}`,
      flag: where,
      ...(told === undefined ? {} : { value: told }),
      fix,
    });
    return undefined;
  }
}

/** @returns a line of text that people will read, or undefined after a fault was noted. */
export const lineOf = (value: unknown, path: Path, most: number, field: Field): string | undefined => {
  if (typeof value !== 'string')
    return field.refuse(
      path,
      'expected text',
      'write text, in quotes where YAML would read something else',
      'value',
      value,
    );
  if (hasUnseen(value))
    return field.refuse(
      path,
      'expected one line without control, invisible or bidirectional characters',
      'take the character out',
      'value',
      value,
    );
  if (value.trim() === '')
    return field.refuse(path, 'expected text, and this is empty', 'leave the key out, or write something');
  if ([...value].length > most)
    return field.refuse(path, `expected at most ${most} characters`, 'shorten it', 'value', value);
  return value;
};

/** @returns a list of texts, or undefined after a fault was noted. */
export const linesOf = (
  value: unknown,
  path: Path,
  limits: { readonly items: number; readonly characters: number },
  field: Field,
): readonly string[] | undefined => {
  if (!Array.isArray(value)) return field.refuse(path, 'expected a list', 'write [one, two]', 'value', value);
  if (value.length > limits.items)
    return field.refuse(path, `expected at most ${limits.items} items`, 'shorten the list');
  const lines = value.map((item, index) => lineOf(item, [...path, index], limits.characters, field));
  const twice = lines.findIndex((line, index) => line !== undefined && lines.indexOf(line) !== index);
  if (twice >= 0) return field.refuse([...path, twice], 'each item stands once', 'take it out', 'value', lines[twice]);
  return lines.every((line) => line !== undefined) ? (lines as string[]) : undefined;
};

/** Notes every key that has no meaning here. */
export const refuseUnknown = (
  value: Mapping,
  path: Path,
  known: readonly string[],
  closest: (word: string, known: readonly string[]) => string | undefined,
  field: Field,
): void => {
  for (const key of Object.keys(value)
    .filter((each) => !known.includes(each))
    .slice(0, MOST_PROBLEMS)) {
    const meant = closest(key, known);
    field.refuse(
      [...path, key],
      'there is no such key',
      meant === undefined ? `the keys are ${known.join(', ')}` : `did you mean ${meant}?`,
      'key',
    );
  }
};
