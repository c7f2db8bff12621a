import type { Value } from '../../options/option';
import type { Pins } from '../template';

export type Type = 'text' | 'number' | 'boolean' | 'list';

/** A function that templates may call. Pure: the same values and pins give the same result. */
export interface TemplateFunction {
  readonly parameters: readonly (Type | 'any')[];
  readonly result: Type;
  /**
   * Whether its result may be written bare: `always`, its own grammar is closed; `as given`, where every
   * argument may; `never`.
   */
  readonly closed: 'always' | 'as given' | 'never';
  /** One sentence for docs. */
  readonly summary: string;
  /** The only words that its argument can be, written out. */
  readonly names?: (pins: Pins) => readonly string[];
  readonly call: (given: readonly Value[], pins: Pins) => Value;
}

/** @returns the words of a name: split at everything but letters and digits, and before a capital that follows a small letter. */
const words = (text: string): string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');

const lower = (word: string): string => word.toLowerCase();
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

const casing = (summary: string, join: (parts: string[]) => string): TemplateFunction => ({
  parameters: ['text'],
  result: 'text',
  // Only A-Z, a-z, 0-9 and the joining sign are left.
  closed: 'always',
  summary,
  call: ([text]) => join(words(text as string)),
});

export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  lower: {
    parameters: ['text'],
    result: 'text',
    closed: 'as given',
    summary: 'the text in lower case',
    call: ([text]) => lower(text as string),
  },
  upper: {
    parameters: ['text'],
    result: 'text',
    closed: 'as given',
    summary: 'the text in upper case',
    call: ([text]) => (text as string).toUpperCase(),
  },
  snake: casing('`My App` as `my_app`', (parts) => parts.map(lower).join('_')),
  kebab: casing('`My App` as `my-app`', (parts) => parts.map(lower).join('-')),
  pascal: casing('`my app` as `MyApp`', (parts) => parts.map(capital).join('')),
  title: casing('`my-app` as `My App`', (parts) => parts.map(capital).join(' ')),
  join: {
    parameters: ['list', 'text'],
    result: 'text',
    closed: 'as given',
    summary: 'the items of a list in one text, with the second text between them',
    call: ([list, between]) => (list as readonly string[]).join(between as string),
  },
  json: {
    parameters: ['any'],
    result: 'text',
    closed: 'never',
    summary: 'the value as JSON text',
    call: ([value]) => JSON.stringify(value),
  },
  pin: {
    parameters: ['text'],
    result: 'text',
    closed: 'always',
    summary: 'an action by its commit: `actions/checkout@<sha>`; `pinned` has the version, for a comment behind it',
    names: (pins) => Object.keys(pins.actions),
    call: ([name], pins) => {
      const { sha } = pins.actions[name as string]!;
      return `${name}@${sha}`;
    },
  },
  pinned: {
    parameters: ['text'],
    result: 'text',
    closed: 'always',
    summary: 'the version of a tool, package or action that this template was tested with',
    names: (pins) => [...Object.keys(pins.versions), ...Object.keys(pins.actions)],
    call: ([name], pins) => pins.versions[name as string]?.version ?? pins.actions[name as string]!.tag,
  },
};

export const functionNamed = (name: string): TemplateFunction | undefined =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;

/** Names that no answer may have: a template could not tell them apart. */
export const TAKEN_NAMES: ReadonlySet<string> = new Set([...Object.keys(FUNCTIONS), 'bare']);
