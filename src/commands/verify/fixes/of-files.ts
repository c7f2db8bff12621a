import type { Instruction } from '../../../repository/dockerfile';
import type { Repository } from '../../../repository/repository';
import { rewrite } from './dockerfile-edits';
import { type Edit, withLines } from './edit';

/** Changes that mend what lies in an image. */

/** @returns a change that keeps more out of the build: lines at the end of the file that the builder reads, for the last one counts. */
export const ignored = ({ ignoreFile, directory, context }: Repository, lines: readonly string[]): Edit => {
  const folder = context.startsWith(`${directory}/`) ? `${context.slice(directory.length + 1)}/` : '';
  return { path: ignoreFile?.path ?? `${folder}.dockerignore`, text: ignoreFile?.text, change: withLines(lines) };
};

/** @returns a path of an instruction as the image has it. */
const absolute = (path: string, workingDirectory: string): string => {
  const whole = path.startsWith('/') ? path : `${workingDirectory}/${path}`;
  return `/${whole
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
};

const holds = (folder: string, path: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The commands of a RUN that are joined by `&&`. */
const commandsOf = (source: string): readonly string[] =>
  source.replace(/^\s*RUN\s+/i, '').split(/\s*&&\s*(?:\\\n\s*)?/);

const givesAway = (command: string, path: string, workingDirectory: string): boolean =>
  /^chown\s/.test(command.trim()) &&
  command
    .trim()
    .split(/\s+/)
    .slice(1)
    .filter((word) => !word.startsWith('-'))
    .slice(1)
    .some((word) => holds(absolute(word, workingDirectory), path));

const withoutChown = (
  source: string,
  { keyword, rest }: Instruction,
  path: string,
  workingDirectory: string,
): string => {
  if (keyword !== 'RUN') {
    const to = execLast(rest);
    return holds(absolute(to, workingDirectory), path) ? source.replace(/--chown=\S+\s+/, '') : source;
  }
  const commands = commandsOf(source);
  const left = commands.filter((command) => !givesAway(command, path, workingDirectory));
  if (left.length === commands.length) return source;
  return left.length === 0 ? '' : `RUN ${left.join(' \\\n    && ')}`;
};

/** The last word of a COPY, in either form. */
const execLast = (rest: string): string => /["\s]?([^"\s]+)["\]\s]*$/.exec(rest)?.[1] ?? rest;

/**
 * @param path of the code that the app may change, from the root of the image, without a slash
 * @returns a change that leaves it to root
 */
export const leftToRoot = (repository: Repository, path: string, workingDirectory: string): readonly Edit[] =>
  rewrite(
    repository,
    ({ keyword, rest }) =>
      (/^(COPY|ADD)$/.test(keyword) && rest.includes('--chown=')) || (keyword === 'RUN' && /\bchown\b/.test(rest)),
    (source, instruction) => withoutChown(source, instruction, `/${path}`, workingDirectory),
  );

/** As the engine remembers a RUN, without what stands before its own words. */
const plain = (text: string): string =>
  text
    .replace(/^RUN\s+/i, '')
    .replace(/^(?:\|\d+ .*?)?(?:\/\S+ )*?-(?:o pipefail -)?c /, '')
    .replace(/^(?:--\S+\s+)+/, '')
    .replace(/# buildkit\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * @param by what made a layer, as its history says
 * @param eachQuoted what is of no use in it, in words of a shell
 * @returns a change by which the RUN that made it takes it away itself
 */
export const takenAwayAtOnce = (repository: Repository, by: string, eachQuoted: string): readonly Edit[] =>
  rewrite(
    repository,
    ({ keyword, rest }) =>
      keyword === 'RUN' && !/<<|^\s*\[/.test(rest) && plain(by).endsWith(plain(rest)) && plain(rest) !== '',
    (source) => `${source.trimEnd()} \\\n    && rm -rf ${eachQuoted}`,
  );

/** @returns a change without the pair that gives a secret away, or the instruction where it is the only one. */
export const withoutPair = (repository: Repository, kind: string, name: string): readonly Edit[] =>
  rewrite(
    repository,
    ({ keyword, rest }) =>
      keyword === kind && new RegExp(`(?:^|\\s)["']?${name.replaceAll('.', '\\.')}["']?[=\\s]`).test(rest),
    (source, { rest }) => {
      const pairs = rest.match(/(?:[^\s"']|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
      // `ENV NAME a value` is one pair.
      if (pairs[0] === name) return '';
      const left = pairs.filter((pair) => pair.replace(/^["']/, '').split('=')[0] !== name);
      return left.length === 0 ? '' : left.length === pairs.length ? source : `${kind} ${left.join(' ')}`;
    },
  );
