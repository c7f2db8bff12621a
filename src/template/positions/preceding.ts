import type { TemplateFile } from '../template';
import { readTemplatePath, type TemplatePath } from '../template-path';
import type { Layout } from './layout';

/** A file that begins on its own. */
const NOTHING: readonly (readonly Layout[])[] = [[]];
/** A file that goes on with one of the built-in template's, or with one that cannot be read. */
const UNKNOWN: readonly (readonly Layout[])[] = [[{ kind: 'unknown' }]];
/** The line break that is put before a part where the file above does not end with one. */
const BREAK: Layout = { kind: 'either', one: [{ kind: 'text', text: '\n' }], other: [] };

/** Parts of one file; more of them are nothing that anybody wrote. */
const MOST_PARTS = 32;

type Known = Pick<TemplatePath, 'part'> & { readonly target: string };
const known = new WeakMap<TemplateFile, Known>();

const read = ({ path }: TemplateFile): Known => {
  try {
    const { parts, part } = readTemplatePath(path);
    return { part, target: parts.join('/') };
  } catch {
    // Its own compilation tells.
    return { part: false, target: '' };
  }
};

/** Every file is asked for by every part. */
const pathOf = (file: TemplateFile): Known => {
  const found = known.get(file) ?? read(file);
  known.set(file, found);
  return found;
};
const targetOf = (file: TemplateFile): string => pathOf(file).target;
const isPart = (file: TemplateFile): boolean => pathOf(file).part;

/**
 * @param file that may be a part: lines that are added to another file
 * @param files all of the template
 * @param layoutOf lays one of them out; nothing where it cannot be read
 * @returns what can stand before the file's own text, for each file that it may be added to
 */
export const precedingOf = (
  file: TemplateFile,
  files: readonly TemplateFile[],
  layoutOf: (file: TemplateFile) => readonly Layout[] | undefined,
): readonly (readonly Layout[])[] => {
  if (!isPart(file)) return NOTHING;
  const target = targetOf(file);
  const others = files.filter((other) => other !== file && targetOf(other) === target);
  if (others.length > MOST_PARTS) return UNKNOWN;
  const bases = others.filter((other) => !isPart(other)).map(layoutOf);
  const parts = others.filter(isPart).map(layoutOf);
  if (bases.length === 0 || [...bases, ...parts].some((layout) => layout === undefined)) return UNKNOWN;
  // Whether another part is added, and on which side of this one, is for the answers to say.
  const between = parts.map((layout): Layout => ({ kind: 'either', one: [...layout!, BREAK], other: [] }));
  return bases.map((layout) => [...layout!, BREAK, ...between]);
};
