import { Stop } from '../errors';
import type { Option, OptionTable, Value, Values } from '../options/define';
import { CREATE_ANSWERS } from '../options/schema';
import type { Scope } from '../options/scope';
import { place } from '../plan/place';
import { plan } from '../plan/plan';
import { differenceOf } from '../plan/structure/structure';
import type { Finding } from '../report/template-report';
import { shown } from '../template/fault';
import { languageOf } from '../template/language';
import type { LoopSlot, WriteSlot } from '../template/program';
import type { CompiledFile, CompiledTemplate } from '../template/template';
import { namesIn } from '../template/used-names';
import { breath } from '../world/breath';
import { structureIn } from '../world/structure';
import type { World } from '../world/world';
import type { Team } from './team-template';
import { scopeOfTrial, type Trial, trialWith } from './template-trials';

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
];

const isFree = (option: Option): option is Extract<Option, { kind: 'text' | 'list' }> =>
  option.kind === 'text' || (option.kind === 'list' && !option.choices);

/** The answers that people write freely, and that the template does not decide. */
const freeOptions = ({ manifest }: Team, used: ReadonlySet<string>): OptionTable => {
  const own = Object.entries(manifest.questions).filter(([, option]) => isFree(option));
  const builtIn = Object.entries(CREATE_ANSWERS as OptionTable).filter(
    ([key, option]) => isFree(option) && !option.closed && !manifest.locked.includes(key) && reads(used, key),
  );
  return Object.fromEntries([...builtIn, ...own]);
};

const reads = (used: ReadonlySet<string>, key: string): boolean =>
  used.has(key) || (key === 'author' && (used.has('authorName') || used.has('authorEmail')));

const accepted = (option: Option, text: string): boolean => isFree(option) && option.check(text) === undefined;
const asAnswer = (option: Option, text: string): Value => (option.kind === 'list' ? [text] : text);

interface Contrast {
  readonly harmless: Values;
  readonly hostile: Values;
  /** Each harmless text, and the hostile one in its place. */
  readonly words: ReadonlyMap<string, string>;
}

/** @returns answers of which each pair differs in the texts alone, so that every text is tried for every answer. */
const contrasts = (options: OptionTable): readonly Contrast[] => {
  const rows = Object.entries(options).flatMap(([key, option], index) => {
    const harmless = [`Plain${index}word`, `plain${index}word`, 'example', 'x', 'A'].find((text) =>
      accepted(option, text),
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

interface Group {
  readonly path: string;
  readonly files: readonly CompiledFile[];
}

/** The files of a template by where they go, under some answers. */
const groupsOf = (template: CompiledTemplate, scope: Scope): readonly Group[] => {
  const groups = new Map<string, CompiledFile[]>();
  for (const file of template.files) {
    const { path, applies } = place(file.path, scope);
    if (applies) groups.set(path, [...(groups.get(path) ?? []), file]);
  }
  return [...groups].map(([path, files]) => ({ path, files }));
};

/** @returns the text of one file; nothing where an answer cannot be written there, which create says. */
const textOf = (template: CompiledTemplate, { path, files }: Group, scope: Scope): string | undefined => {
  try {
    const made = plan({ ...template, files }, scope).find((file) => file.path === path);
    return made && Buffer.from(made.content).toString();
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
};

/** The places at which a file writes one of the answers. */
const placesOf = ({ files }: Group, keys: ReadonlySet<string>): readonly string[] =>
  files.flatMap(({ path, program }) =>
    (program?.slots ?? [])
      .filter((slot): slot is WriteSlot => slot.kind === 'write')
      .filter(({ expression, within }) => {
        const loops = within.map((index) => program!.slots[index] as LoopSlot);
        return [expression, ...loops.map((loop) => loop.expression)].flatMap(namesIn).some((name) => keys.has(name));
      })
      .map(({ expression: { at } }) => `${path}:${at.line}:${at.column}`),
  );

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A text is the same but for the value where the hostile words in place of the harmless ones make it. */
const sameBut = (words: ReadonlyMap<string, string>, language: string) => {
  const pattern = new RegExp([...words.keys()].map(escaped).join('|'), 'g');
  const plain = (text: string): string => (language === 'compose' ? text.replaceAll('$$', '$') : text);
  const cased = [...words].map(([harmless]) => harmless.toLowerCase());
  return (one: string, other: string): boolean =>
    plain(other) === plain(one).replace(pattern, (word) => words.get(word)!) ||
    // In another case, or cut to a name: what it became is the function's own affair.
    (one.replace(pattern, '') === one && cased.some((word) => one.toLowerCase().includes(word.replace(/word$/, ''))));
};

const differs = async (
  path: string,
  texts: readonly [string, string],
  words: Contrast['words'],
  world: World,
): Promise<string | undefined> => {
  const language = languageOf(path);
  const before = await structureIn({ language, text: texts[0] }, world);
  if (!before.structure) return undefined;
  const after = await structureIn({ language, text: texts[1] }, world);
  if (after.fault !== undefined) return `it does not parse any more: ${after.fault}`;
  const found = differenceOf(before.structure, after.structure, sameBut(words, language));
  return found && `${found.before} has become ${found.after}`;
};

const finding = (group: Group, { hostile }: Contrast, why: string): Finding => {
  const [first = group.files[0]!.path, ...more] = placesOf(
    group,
    new Set([...Object.keys(hostile), 'authorName', 'authorEmail']),
  );
  return {
    code: 'template',
    message: `${shown(first)}: an answer changes more of ${shown(group.path)} than its value: ${shown(why)}`,
    flag: shown(first),
    fix: `write it as a whole value, <%= x %>, without anything beside it, or narrow the question's pattern${more.length > 0 ? `; the places are ${[first, ...more].map(shown).join(', ')}` : ''}`,
  };
};

/**
 * Plans a template with hostile answers and with harmless ones, and compares what readers make of the two.
 * @param trial answers that a plan could be made with
 * @returns a fault for each file in which more than the value differs
 */
export const hostileFindings = async (
  team: Team,
  whole: (scope: Scope) => CompiledTemplate,
  used: ReadonlySet<string>,
  trial: Trial,
  world: World,
): Promise<readonly Finding[]> => {
  const options = freeOptions(team, used);
  const faults = new Map<string, Finding>();
  for (const contrast of contrasts(options)) {
    const [harmless, hostile] = [contrast.harmless, contrast.hostile].map((values) =>
      scopeOfTrial(team, trialWith(trial, values)),
    );
    if (!harmless || !hostile) continue;
    const template = whole(harmless);
    for (const group of groupsOf(template, harmless)) {
      await breath(world);
      if (
        faults.has(group.path) ||
        placesOf(group, new Set(Object.keys({ ...options, authorName: 0, authorEmail: 0 }))).length === 0
      )
        continue;
      const texts = [textOf(template, group, harmless), textOf(template, group, hostile)] as const;
      if (texts[0] === undefined || texts[1] === undefined) continue;
      const why = await differs(group.path, [texts[0], texts[1]], contrast.words, world);
      if (why !== undefined) faults.set(group.path, finding(group, contrast, why));
    }
  }
  return [...faults.values()];
};
