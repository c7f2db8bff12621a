import { Stop } from '../../errors';
import { breath } from '../../machine/breath';
import type { World } from '../../machine/world';
import { BARE_RULE } from '../../plan/bare-values';
import { place } from '../../plan/place';
import { plan } from '../../plan/plan';
import { differenceOf } from '../../plan/structure/structure';
import type { Scope } from '../../project/scope';
import { structureIn } from '../../sources/structure';
import type { Team } from '../../sources/team-template';
import { nameOfFile } from '../../template/language/fault';
import { languageOf } from '../../template/language/language';
import type { LoopSlot, WriteSlot } from '../../template/language/program';
import { namesIn } from '../../template/language/used-names';
import type { CompiledFile, CompiledTemplate } from '../../template/template';
import { unseenReplaced } from '../../text/printable';
import { shown } from '../../text/shown';
import { type Contrast, contrasts, freeOptions, namesOf } from './contrasts';
import type { Finding } from './report';
import { scopeOfTrial, type Trial, trialWith } from './trials';

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

/** @returns the text of one file, or what a bare value would become in it; nothing where create refuses an answer. */
const textOf = (template: CompiledTemplate, files: Group['files'], scope: Scope): { text?: string; why?: string } => {
  try {
    const made = plan({ ...template, files }, scope)[0];
    return made ? { text: Buffer.from(made.content).toString() } : {};
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    // An escape that is lacking is told when it is needed. A value without quotes could have some.
    const bare = error.problems.find(({ message }) => message.includes(BARE_RULE));
    return bare ? { why: bare.message } : {};
  }
};

/** The places at which a file writes one of the answers. */
const placesOf = ({ files }: Group, keys: ReadonlySet<string>): readonly string[] =>
  files.flatMap((file) =>
    (file.program?.slots ?? [])
      .filter((slot): slot is WriteSlot => slot.kind === 'write')
      .filter(({ expression, within }) => {
        const loops = within.map((index) => file.program!.slots[index] as LoopSlot);
        return [expression, ...loops.map((loop) => loop.expression)].flatMap(namesIn).some((name) => keys.has(name));
      })
      .map(({ expression: { at } }) => `${nameOfFile(file)}:${at.line}:${at.column}`),
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
  texts: readonly (string | undefined)[],
  words: Contrast['words'],
  world: World,
): Promise<string | undefined> => {
  const [one, other] = texts;
  if (one === undefined || other === undefined) return undefined;
  const language = languageOf(path);
  const before = await structureIn({ language, text: one }, world);
  if (!before.structure) return undefined;
  const after = await structureIn({ language, text: other }, world);
  if (after.fault !== undefined) return `it does not parse any more: ${after.fault}`;
  const found = differenceOf(before.structure, after.structure, sameBut(words, language));
  return found && `${found.before} has become ${found.after}`;
};

const finding = (group: Group, { hostile }: Contrast, why: string): Finding => {
  const [first = nameOfFile(group.files[0]!), ...more] = placesOf(
    group,
    new Set(Object.keys(hostile).flatMap(namesOf)),
  );
  return {
    code: 'template',
    message: `${first}: an answer changes more of ${shown(group.path)} than its value: ${unseenReplaced(why)}`,
    flag: first,
    fix: `write it as a whole value, <%= x %>, without anything beside it, or narrow the question's pattern${more.length > 0 ? `; the places are ${[first, ...more].join(', ')}` : ''}`,
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
  const names = new Set(Object.keys(options).flatMap(namesOf));
  const faults = new Map<string, Finding>();
  for (const contrast of contrasts(options)) {
    const [harmless, hostile] = [contrast.harmless, contrast.hostile].map((values) =>
      scopeOfTrial(team, trialWith(trial, values)),
    );
    if (!harmless || !hostile) continue;
    const template = whole(harmless);
    for (const group of groupsOf(template, harmless)) {
      await breath(world);
      if (faults.has(group.path) || placesOf(group, names).length === 0) continue;
      const [before, after] = [harmless, hostile].map((scope) => textOf(template, group.files, scope));
      const why = after!.why ?? (await differs(group.path, [before!.text, after!.text], contrast.words, world));
      if (why !== undefined) faults.set(group.path, finding(group, contrast, why));
    }
  }
  return [...faults.values()];
};
