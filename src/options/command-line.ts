import type { Problem } from '../errors';
import { closest, type FlagTexts } from './layers';
import { flagOf, hasNegation, type OptionTable } from './option';
import { fixOfFlag } from './other-words';

/** Flags that every command has; they end the run before anything else is looked at. */
export const EVERYWHERE = {
  help: { shorts: ['h'], summary: 'show this help' },
  // `-v` is what many type; the first is the one that help shows.
  version: { shorts: ['V', 'v'], summary: 'show the version' },
} as const;

/** @returns the words among which flags may stand: those before a lone `--`. */
export const flagWords = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
};

/** @returns every long flag of a command, `--no-x` and the two of every command included, without dashes. */
export const longFlags = (table: OptionTable): readonly string[] => [
  ...Object.entries(table).flatMap(([key, option]) =>
    hasNegation(option) ? [flagOf(key, option), `no-${flagOf(key, option)}`] : [flagOf(key, option)],
  ),
  ...Object.keys(EVERYWHERE),
];

/** A command line, read but not yet judged. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly texts: FlagTexts;
  readonly problems: readonly Problem[];
  /** The words as they were typed. */
  readonly words: readonly string[];
}

type Parsed = Readonly<Record<string, unknown>>;

/** Every text that yargs found for a flag, in order; a switch gives `true`. */
const textsOf = (value: unknown): readonly string[] =>
  value === undefined
    ? []
    : (Array.isArray(value) ? value : [value]).map((item) => (item === undefined ? '' : String(item)));

const unknownFlag = (name: string, known: readonly string[]): Problem => {
  const flag = name.length === 1 ? `-${name}` : `--${name}`;
  const meant = closest(name, known);
  return {
    code: 'unknown',
    message: `there is no flag ${flag}`,
    flag,
    fix: fixOfFlag(name, known) ?? (meant === undefined ? 'see --help' : `did you mean --${meant}?`),
  };
};

const valueOfSwitch = (flag: string, value: string, switches: readonly string[]): Problem => ({
  code: 'invalid',
  message: `--${flag} takes no value`,
  flag: `--${flag}`,
  value,
  fix: value !== 'false' ? `--${flag}` : switches.includes(`no-${flag}`) ? `--no-${flag}` : `leave --${flag} out`,
});

/** A switch with a value: yargs would read `--yes=maybe` as false, and take the word of `--git false` for its value. */
const switchProblems = (
  argv: readonly string[],
  switches: readonly string[],
  shorts: Readonly<Record<string, string>>,
): readonly Problem[] => {
  const words = flagWords(argv);
  const long = (word: string): string =>
    word.startsWith('--') ? word.slice(2) : (Object.keys(shorts).find((flag) => word === `-${shorts[flag]}`) ?? '');
  return words.flatMap((word, index) => {
    const [flag = '', joined] = long(word).split(/=(.*)/s);
    const next = words[index + 1] ?? '';
    const value = joined ?? (/^(true|false)$/.test(next) ? next : undefined);
    return value !== undefined && switches.includes(flag) ? [valueOfSwitch(flag, value, switches)] : [];
  });
};

const once = (flag: string, values: readonly string[]): readonly Problem[] =>
  values.length > 1
    ? [
        {
          code: 'repeated',
          message: `--${flag} is given ${values.length} times`,
          flag: `--${flag}`,
          value: values.join(', '),
          fix: 'give it once',
        },
      ]
    : [];

const readRow = (
  table: OptionTable,
  key: string,
  parsed: Parsed,
): { texts: readonly string[]; problems: readonly Problem[] } => {
  const option = table[key]!;
  const flag = flagOf(key, option);
  const texts = textsOf(parsed[flag]);
  if (option.kind !== 'boolean') return { texts, problems: option.kind === 'list' ? [] : once(flag, texts) };
  const negated = hasNegation(option) ? textsOf(parsed[`no-${flag}`]) : [];
  if (texts.length > 0 && negated.length > 0) {
    const message = `--${flag} and --no-${flag} contradict each other`;
    return {
      texts: [],
      problems: [
        { code: 'contradiction', message, flag: `--${flag}`, value: `--no-${flag}`, fix: 'give one of the two' },
      ],
    };
  }
  return {
    texts: [...texts, ...negated.map(() => 'false')],
    problems: [...once(flag, texts), ...once(`no-${flag}`, negated)],
  };
};

/** yargs reads a lone `-` as an argument; behind a flag that takes a value it is the value. */
const joinDashes = (argv: readonly string[], strings: readonly string[]): readonly string[] =>
  argv.flatMap((word, index) => {
    if (word === '-' && strings.includes(argv[index - 1]?.replace(/^--/, '') ?? '')) return [];
    return [argv[index + 1] === '-' && strings.includes(word.replace(/^--/, '')) ? `${word}=-` : word];
  });

/** Gives a flag that stands without a value the item that it means, so that it does not take the next word. */
const withAlone = (table: OptionTable, argv: readonly string[]): readonly string[] => {
  const alone = new Map(
    Object.entries(table).flatMap(([key, option]) =>
      option.kind === 'list' && option.alone !== undefined ? [[`--${flagOf(key, option)}`, option.alone]] : [],
    ),
  );
  const { length } = flagWords(argv);
  return argv.map((word, index) => (alone.has(word) && index < length ? `${word}=${alone.get(word)}` : word));
};

/** yargs takes one pair of quotes off a value that is joined to its flag; it gets a pair of ours to take. */
const withQuotes = (argv: readonly string[]): readonly string[] => {
  const { length } = flagWords(argv);
  return argv.map((word, index) =>
    index < length ? word.replace(/^(--[^=]+=)((["']).*\3)$/s, (_word, flag, value) => `${flag}"${value}"`) : word,
  );
};

/** What yargs would do on its own, and what would change or guess at what was typed. */
const CONFIGURATION = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'strip-aliased': true,
} as const;

/**
 * Reads a command line with the parser of yargs, and says everything that is wrong with it at once.
 * @param table the options of the command
 * @param argv the words after the command
 */
export const readArguments = async (table: OptionTable, argv: readonly string[]): Promise<Arguments> => {
  // A run that asks has often no arguments: nothing to parse.
  if (argv.length === 0) return { positionals: [], texts: {}, problems: [], words: [] };
  const { Parser } = await import('yargs/helpers');
  const switches = Object.entries(table).flatMap(([key, option]) =>
    option.kind === 'boolean'
      ? [flagOf(key, option), ...(hasNegation(option) ? [`no-${flagOf(key, option)}`] : [])]
      : [],
  );
  const strings = Object.entries(table).flatMap(([key, option]) =>
    option.kind === 'boolean' ? [] : [flagOf(key, option)],
  );
  const shorts = Object.fromEntries(
    Object.entries(table).flatMap(([key, option]) => (option.short ? [[flagOf(key, option), option.short]] : [])),
  );
  const parsed = Parser([...withQuotes(joinDashes(withAlone(table, argv), strings))], {
    boolean: switches,
    string: [...strings, '_'],
    alias: shorts,
    configuration: CONFIGURATION,
  }) as Parsed;
  const known = [...longFlags(table)];
  const unknown = Object.keys(parsed).filter((name) => name !== '_' && !known.includes(name));
  const problems: Problem[] = [
    ...unknown.map((name) => unknownFlag(name, known)),
    ...switchProblems(argv, switches, shorts),
  ];
  const texts: Record<string, readonly string[]> = {};
  for (const key of Object.keys(table)) {
    const row = readRow(table, key, parsed);
    problems.push(...row.problems);
    if (row.texts.length > 0 && row.problems.length === 0) texts[key] = row.texts;
  }
  return { positionals: (parsed._ as readonly unknown[]).map(String), texts, problems, words: argv };
};
