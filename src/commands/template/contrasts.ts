import type { Option, OptionTable, Value, Values } from '../../options/option';
import { CREATE_ANSWERS } from '../../project/schema';
import type { Team } from '../../sources/team-template';

/** Texts that end quotes, comments and blocks of one language or another, and words that one reads as no text. */
const HOSTILE: readonly string[] = [
  `"'$(x)\`{{`,
  `a'b"c\\d$e`,
  '# x ; y | z & <b> %s {0} {% q %} {# r #}',
  'x --> */ ]]> </script> </title> </p>',
  '- a: [b, {c}] # d',
  'x: y',
  '\\',
  `'''"""\`\`\``,
  '%(x)s $x ${x} $$ !x *y* _z_ [a](b)',
  "' or 1) + (",
  '= [x]',
  'true',
  'no',
  'null',
  '1e3',
  '0x10',
  '12:30:45',
  '2026-01-31',
  '.5',
  '-x',
  'on',
  '[::1]:5000',
  '007',
];

const isFree = (option: Option): option is Extract<Option, { kind: 'text' | 'list' }> =>
  option.kind === 'text' || (option.kind === 'list' && !option.choices);

/** The answers that people write, freely or in a form, and that the template does not decide. */
export const freeOptions = ({ manifest }: Team, used: ReadonlySet<string>): OptionTable => {
  const own = Object.entries(manifest.questions).filter(([, option]) => isFree(option));
  const builtIn = Object.entries(CREATE_ANSWERS as OptionTable).filter(
    ([key, option]) => isFree(option) && key !== 'baseImage' && !manifest.locked.includes(key) && isRead(used, key),
  );
  return Object.fromEntries([...builtIn, ...own]);
};

/** The names of answers that a file reads under other names. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  author: ['authorName', 'authorEmail'],
  name: ['packageName', 'projectName', 'image'],
  registry: ['image'],
  registryUser: ['image'],
  tags: ['literalTags', 'localTags', 'mainTag'],
};

/** @returns the names under which templates read an answer. */
export const namesOf = (key: string): readonly string[] => [key, ...(FOLLOWS[key] ?? [])];

const isRead = (used: ReadonlySet<string>, key: string): boolean => namesOf(key).some((name) => used.has(name));

const accepted = (option: Option, text: string): boolean => isFree(option) && option.check(text) === undefined;
const asAnswer = (option: Option, text: string): Value => (option.kind === 'list' ? [text] : text);

export interface Contrast {
  readonly harmless: Values;
  readonly hostile: Values;
  /** Each harmless text, and the hostile one in its place. */
  readonly words: ReadonlyMap<string, string>;
}

/** @returns answers of which each pair differs in the texts alone, so that every text is tried for every answer. */
export const contrasts = (options: OptionTable): readonly Contrast[] => {
  const rows = Object.entries(options).flatMap(([key, option], index) => {
    const harmless = [`Plain${index}word`, `plain${index}word`, `plain${index}word.example`, 'example', 'x', 'A'].find(
      (text) => accepted(option, text),
    );
    const hostile = HOSTILE.filter((text) => accepted(option, text) && text !== harmless);
    return harmless === undefined || hostile.length === 0 ? [] : [{ key, option, harmless, hostile }];
  });
  const rounds = Math.max(0, ...rows.map(({ hostile }) => hostile.length));
  return Array.from({ length: rounds }, (_, round) => {
    const picked = rows.map((row) => ({ ...row, text: row.hostile[round % row.hostile.length]! }));
    return {
      harmless: Object.fromEntries(picked.map(({ key, option, harmless }) => [key, asAnswer(option, harmless)])),
      hostile: Object.fromEntries(picked.map(({ key, option, text }) => [key, asAnswer(option, text)])),
      words: new Map(picked.map(({ harmless, text }) => [harmless, text])),
    };
  });
};
