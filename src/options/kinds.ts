import { distance } from 'fastest-levenshtein';
import type { Flaw, Kind, Option, Value } from './option';

/** A value that was read, or the flaw that kept it from being read. */
export type Reading = { readonly value: Value } | { readonly flaw: Flaw };

/** What a kind of option does in each reader. One row per kind; the readers have no `if` on kinds. */
interface KindRow<O extends Option = Option> {
  /** Reads what stands on a command line, in an environment variable or in a prompt. */
  readonly fromText: (text: string, option: O) => Reading;
  /** Reads a value of a YAML or JSON document. */
  readonly fromDocument: (value: unknown, option: O) => Reading;
  /** How yargs reads the flag. */
  readonly flag: 'string' | 'boolean';
  /** May the flag be repeated? */
  readonly repeatable: boolean;
  /** The words of a command line that say this value, without the flag. */
  readonly words: (value: Value) => string;
  readonly jsonSchema: (option: O) => Readonly<Record<string, unknown>>;
  /** What help shows for a value. */
  readonly placeholder: (option: O) => string;
}

const expected = (rule: string, extra: Omit<Flaw, 'rule'> = {}): Reading => ({ flaw: { rule, ...extra } });

const WHOLE_NUMBER = /^(0|[1-9][0-9]*)$/;
const SWITCHES: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

const oneOf = (choices: readonly string[]): string => `one of ${choices.join(', ')}`;

/** Of an answer, in characters, and of a list, in items: beyond these nothing is judged, however long that would take. */
const MOST_TEXT = 4_000;
const MOST_ITEMS = 1_000;

const readText = (text: string, option: { check: (value: string) => Flaw | undefined }): Reading => {
  if (text.length > MOST_TEXT)
    return expected(`at most ${MOST_TEXT.toLocaleString('en')} characters`, { fix: 'shorten it' });
  const flaw = option.check(text);
  return flaw ? { flaw } : { value: text };
};

interface Choices {
  readonly choices: readonly string[];
  readonly nearest?: (text: string) => string | undefined;
}

/** @returns the choice that a text means, but for capitals, by another name or by one slip. */
const meantBy = (text: string, { choices, nearest }: Choices): string | undefined => {
  const word = text.trim().toLowerCase();
  const named = nearest?.(word);
  return (
    choices.find((choice) => choice.toLowerCase() === word) ??
    choices.find((choice) => choice === named) ??
    (/^[a-z]{4}/.test(word) ? choices.find((choice) => distance(choice.toLowerCase(), word) === 1) : undefined)
  );
};

const readChoice = (text: string, option: Choices): Reading => {
  if (option.choices.includes(text)) return { value: text };
  const meant = meantBy(text, option);
  return expected(oneOf(option.choices), meant === undefined ? {} : { proposal: meant });
};

const readInteger = (value: number, option: { minimum: number; maximum: number }): Reading =>
  Number.isInteger(value) && value >= option.minimum && value <= option.maximum
    ? { value }
    : expected(`a whole number from ${option.minimum} to ${option.maximum}`);

const readItem = (item: string, option: Extract<Option, { kind: 'list' }>): Flaw | undefined => {
  if (item === '') return { rule: 'no empty item', fix: 'take the extra comma out' };
  const reading = option.choices ? readChoice(item, { ...option, choices: option.choices }) : readText(item, option);
  return 'flaw' in reading
    ? { ...reading.flaw, rule: `each item to be ${reading.flaw.rule}; "${item}" is not` }
    : undefined;
};

/** @returns the items that an item means: itself, those between its blanks, or its nearest good value. */
const mendedItem = (item: string, option: Extract<Option, { kind: 'list' }>): readonly string[] | undefined => {
  const flaw = readItem(item, option);
  if (!flaw) return [item];
  const known = option.choices ?? (Array.isArray(option.default) ? option.default : []);
  const parts = item.split(/[\s;|]+/).filter((part) => part !== '');
  const mended = parts.map((part) => (readItem(part, option) ? readItem(part, option)?.proposal : part));
  if (parts.length > 1 && mended.some((part) => part !== undefined && known.includes(part)))
    return mended.every((part) => part !== undefined) ? (mended as string[]) : undefined;
  return flaw.proposal === undefined ? undefined : [flaw.proposal];
};

const readList = (items: readonly string[], option: Extract<Option, { kind: 'list' }>): Reading => {
  if (items.length === 0) return expected('at least one item');
  if (items.length > MOST_ITEMS)
    return expected(`at most ${MOST_ITEMS.toLocaleString('en')} items`, { fix: 'shorten the list' });
  for (const item of items) {
    const flaw = readItem(item, option);
    if (flaw) {
      const { proposal: _, ...rest } = flaw;
      const mended = items.map((each) => mendedItem(each, option));
      const proposal = [...new Set(mended.flat())].join(',');
      return { flaw: mended.some((each) => each === undefined) ? rest : { ...rest, proposal } };
    }
  }
  const twice = items.find((item, index) => items.indexOf(item) !== index);
  if (twice !== undefined)
    return expected(`each item once, and "${twice}" is listed twice`, { proposal: [...new Set(items)].join(',') });
  // A closed set has one order, so that the same set gives the same bytes; a free list keeps the user's.
  return { value: option.choices ? option.choices.filter((choice) => items.includes(choice)) : items };
};

/** Blanks that people type round a comma. Others, and what is not seen, are part of the item and are judged with it. */
const splitList = (text: string): string[] => text.split(',').map((item) => item.replace(/^[ \t]+|[ \t]+$/g, ''));

type Of<K extends Kind> = Extract<Option, { kind: K }>;
type KindTable = { readonly [K in Kind]: KindRow<Of<K>> };

const TABLE: KindTable = {
  text: {
    fromText: readText,
    fromDocument: (value, option) =>
      typeof value === 'string'
        ? readText(value, option)
        : expected('text (in quotes, where YAML would read something else)'),
    flag: 'string',
    repeatable: false,
    words: String,
    jsonSchema: ({ pattern, mayBeNothing }) => ({
      type: 'string',
      ...(pattern ? { pattern: mayBeNothing ? `^$|${pattern}` : pattern } : {}),
    }),
    placeholder: () => 'text',
  },
  choice: {
    fromText: readChoice,
    fromDocument: (value, option) =>
      typeof value === 'string' || typeof value === 'number'
        ? readChoice(String(value), option)
        : expected(
            `${oneOf(option.choices)}, as text`,
            option.choices.includes(String(value)) ? { fix: `write it in quotes: "${String(value)}"` } : {},
          ),
    flag: 'string',
    repeatable: false,
    words: String,
    // YAML reads python: 3.13 as a number, and so it may be written.
    jsonSchema: ({ choices }) => {
      const numbers = choices.filter((choice) => String(Number(choice)) === choice).map(Number);
      return numbers.length === 0 ? { type: 'string', enum: choices } : { enum: [...choices, ...numbers] };
    },
    placeholder: (option) => option.choices.join('|'),
  },
  integer: {
    fromText: (text, option) =>
      WHOLE_NUMBER.test(text) ? readInteger(Number(text), option) : readInteger(Number.NaN, option),
    fromDocument: (value, option) => readInteger(typeof value === 'number' ? value : Number.NaN, option),
    flag: 'string',
    repeatable: false,
    words: String,
    jsonSchema: (option) => ({ type: 'integer', minimum: option.minimum, maximum: option.maximum }),
    placeholder: () => 'number',
  },
  boolean: {
    fromText: (text) => (Object.hasOwn(SWITCHES, text) ? { value: SWITCHES[text]! } : expected('true, false, 1 or 0')),
    fromDocument: (value) => (typeof value === 'boolean' ? { value } : expected('true or false')),
    flag: 'boolean',
    repeatable: false,
    words: String,
    jsonSchema: () => ({ type: 'boolean' }),
    placeholder: () => '',
  },
  list: {
    fromText: (text, option) =>
      text.trim() === '' ? expected('at least one item') : readList(option.whole ? [text] : splitList(text), option),
    fromDocument: (value, option) => {
      if (typeof value === 'string') return TABLE.list.fromText(value, option);
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? readList(value, option)
        : expected('a list of texts, or one comma-separated text');
    },
    flag: 'string',
    repeatable: true,
    words: (value) => (value as readonly string[]).join(','),
    jsonSchema: (option) => ({
      anyOf: [
        {
          type: 'array',
          items: {
            type: 'string',
            ...(option.choices ? { enum: option.choices } : {}),
            ...(option.pattern ? { pattern: option.pattern } : {}),
          },
          minItems: 1,
          uniqueItems: true,
        },
        { type: 'string', minLength: 1 },
      ],
    }),
    placeholder: () => 'list',
  },
};

/** @returns the row of an option's kind, typed for any option. */
export const kindOf = (option: Option): KindRow => TABLE[option.kind] as unknown as KindRow;

/** What says nothing at all, as in --description "". */
const readNothing = (option: Option): Reading => {
  if (option.mayBeNothing && option.kind === 'text') return { value: '' };
  if (option.mayBeNothing && option.kind === 'list') return { value: [] };
  return expected('a value', { fix: 'leave it out for the default' });
};

/** @returns the value that a text says, or why it says none. */
export const readFromText = (text: string, option: Option): Reading =>
  text === '' ? readNothing(option) : kindOf(option).fromText(text, option);

/** @returns the value that a document says, or why it says none. */
export const readFromDocument = (value: unknown, option: Option): Reading =>
  value === '' || (Array.isArray(value) && value.length === 0 && option.mayBeNothing)
    ? readNothing(option)
    : kindOf(option).fromDocument(value, option);
