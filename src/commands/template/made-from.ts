import { nameOfFile } from '../../template/language/fault';
import type { CompiledFile } from '../../template/template';
import { readTemplatePath } from '../../template/template-path';
import { shownPath } from '../../text/shown';
import type { Tried } from './trials';

/** What is told of a file that came out, with what its author has to open. */
export interface MadeFrom {
  /** Their own file, or the path in the repository where no file of theirs is in it. */
  readonly name: string;
  /** Whether each line of what came out is that line of it. */
  readonly exact: boolean;
  /** Words behind a sentence on what came out; empty where the name says it all. */
  readonly behind: string;
}

const isWhole = ({ path, program }: CompiledFile): boolean => program === undefined && !readTemplatePath(path).part;

/** @returns what of a template made a file of one of its plans. */
export const madeFrom = ({ makers }: Pick<Tried, 'makers'>, path: string): MadeFrom => {
  const files = makers.get(path) ?? [];
  const [first, ...others] = files;
  if (!first) return { name: shownPath(path), exact: true, behind: '' };
  const exact = others.length === 0 && isWhole(first);
  return {
    name: nameOfFile(first),
    exact,
    behind: exact ? '' : ` (made from ${files.map(nameOfFile).join(', ')})`,
  };
};

/** @returns a line of a linter, which begins with a path of what came out, with the path that its author opens. */
export const linterLine = (tried: Pick<Tried, 'makers'>, line: string, paths: readonly string[]): string => {
  const path = paths.find((each) => line.startsWith(`./${each}:`) || line.startsWith(`${each}:`));
  if (path === undefined) return line;
  const { name, exact, behind } = madeFrom(tried, path);
  const rest = line.slice(line.indexOf(path) + path.length);
  return exact ? `${name}${rest}` : `${path}${rest}${behind}`;
};
