import { interpolate } from './interpolation';

/** One instruction of a Dockerfile, continuation lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly rest: string;
  /** Its first and its last line, counted from 1. */
  readonly line: number;
  readonly end: number;
}

/**
 * @returns the instructions of a Dockerfile; here-documents are left as text of their RUN or COPY
 */
export const instructionsOf = (source: string): readonly Instruction[] => {
  const continues = /^#\s*escape\s*=\s*`/im.test(source.split('\n', 3).join('\n')) ? '`' : '\\';
  const found: Instruction[] = [];
  let open: { line: number; parts: string[] } | undefined;
  let until: string | undefined;
  source.split(/\r?\n/).forEach((raw, index) => {
    if (until !== undefined) {
      if (raw.trim() === until) until = undefined;
      found.push({ ...found.pop()!, end: index + 1 });
      return;
    }
    if (/^\s*#/.test(raw) || (raw.trim() === '' && open === undefined)) return;
    const goesOn = raw.trimEnd().endsWith(continues);
    const part = goesOn ? raw.trimEnd().slice(0, -1) : raw;
    open ??= { line: index + 1, parts: [] };
    open.parts.push(part.trim());
    if (goesOn) return;
    const [, keyword = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(open.parts.join(' ').trim()) ?? [];
    found.push({ keyword: keyword.toUpperCase(), rest, line: open.line, end: index + 1 });
    until = /<<-?["']?(\w+)/.exec(rest)?.[1];
    open = undefined;
  });
  return found;
};

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/s, '$2');

/** A stage of a Dockerfile. */
interface Stage {
  /** In lower case, as names are compared; empty where it has none. */
  readonly name: string;
  /** An image, or an earlier stage. */
  readonly from: string;
}

/**
 * @param given build arguments
 * @returns the stages of a Dockerfile, in its order
 */
export const stagesOf = (source: string, given: Readonly<Record<string, string>> = {}): readonly Stage[] => {
  const values = new Map<string, string>();
  const stages: Stage[] = [];
  for (const { keyword, rest } of instructionsOf(source)) {
    if (keyword === 'ARG' && stages.length === 0) {
      const [, name = '', , value = ''] = /^(\w+)(=(.*))?$/s.exec(rest.trim()) ?? [];
      values.set(name, given[name] ?? unquoted(value));
    }
    if (keyword !== 'FROM') continue;
    const [, image = '', , name = ''] = /^(?:--\S+\s+)*(\S+)(\s+AS\s+(\S+))?/i.exec(rest) ?? [];
    stages.push({ name: name.toLowerCase(), from: unquoted(interpolate(image, (variable) => values.get(variable))) });
  }
  return stages;
};

const placeOf = (stages: readonly Stage[], target: string | undefined): number =>
  target === undefined
    ? stages.length - 1
    : stages.findIndex(({ name }, index) => name === target.toLowerCase() || String(index) === target);

/** @returns the place of the stage that another one is built on; undefined where that is an image. */
const baseStage = (stages: readonly Stage[], at: number): number | undefined => {
  const from = stages[at]?.from.toLowerCase();
  // The first of a name counts.
  const before = stages.slice(0, at).findIndex(({ name }) => name !== '' && name === from);
  return before < 0 ? undefined : before;
};

/**
 * @returns the instructions of each stage that makes an image, the stage itself last, FROM first in each; the last stage of
 *   all where no target is named
 */
export const stagesOfImage = (source: string, target?: string): readonly (readonly Instruction[])[] => {
  const all = instructionsOf(source);
  const starts = all.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  const stages = stagesOf(source);
  const found: (readonly Instruction[])[] = [];
  for (let at: number | undefined = placeOf(stages, target); at !== undefined && at >= 0; at = baseStage(stages, at))
    found.unshift(all.slice(starts[at], starts[at + 1]));
  return found;
};

/**
 * @param target the stage to follow; the last one without it
 * @param given build arguments
 * @returns the image that a stage is built on in the end, as FROM names it; undefined where there is no FROM
 */
export const baseOf = (
  source: string,
  target?: string,
  given: Readonly<Record<string, string>> = {},
): string | undefined => {
  const stages = stagesOf(source, given);
  for (let at = placeOf(stages, target); ; ) {
    const before = baseStage(stages, at);
    if (before === undefined) return stages[at]?.from;
    at = before;
  }
};
