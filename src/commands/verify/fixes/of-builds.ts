import { closest } from '../../../options/layers';
import type { Instruction } from '../../../repository/dockerfile';
import type { Repository, TextFile } from '../../../repository/repository';
import { installsBy } from '../reading/installers';
import { before, inFile, inPlaceOf, type Splice, sourceOf, stagesIn } from './dockerfile-edits';
import type { Edit } from './edit';

/** Changes that mend a build, its order and its tags. */

const KEYWORDS = [
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'ONBUILD'],
  ...['RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
];

/** Two letters in the wrong order are the commonest slip of all. */
const sorted = (word: string): string => [...word].sort().join('');

/** @returns a change that writes an instruction as it was meant. */
export const spelt = (repository: Repository, wrong: string): readonly Edit[] => {
  const right = KEYWORDS.find((keyword) => sorted(keyword) === sorted(wrong)) ?? closest(wrong, KEYWORDS);
  if (right === undefined) return [];
  return inFile(repository, ({ instructions, ...stage }) =>
    instructions
      .filter(({ keyword }) => keyword === wrong)
      .map((instruction) => inPlaceOf(instruction, ...sourceOf(stage, instruction).replace(/\S+/, right).split('\n'))),
  );
};

/** The same up to its last part, or a slip of it. */
const nearest = (absent: string, files: readonly string[]): string | undefined => {
  const stem = absent.replace(/\.[^./]*$/, '');
  const same = files.filter((path) => path.replace(/\.[^./]*$/, '') === stem);
  return same.length === 1 ? same[0] : closest(absent, files);
};

/**
 * @param absent what a COPY names and the context does not have
 * @param files those of the context
 * @returns a change that names the file that was meant; none where that cannot be told
 */
export const copied = (repository: Repository, absent: string, files: readonly string[]): readonly Edit[] => {
  const meant = nearest(absent, files);
  if (meant === undefined) return [];
  return inFile(repository, ({ instructions, ...stage }) =>
    instructions
      .filter(({ keyword, rest }) => /^(COPY|ADD)$/.test(keyword) && rest.includes(absent))
      .map((instruction) => inPlaceOf(instruction, ...sourceOf(stage, instruction).replace(absent, meant).split('\n'))),
  );
};

/** Installs the project itself, or asks for it while it installs: that takes the source. */
const TAKES_SOURCE = /\binstall\s+(?:\S+\s+)*(?:-e\s+)?\.(?:\[[^\]]*\])?(?:\s|$)/;
const LOCKS =
  /^(?:pyproject\.toml|uv\.lock|poetry\.lock|pdm\.lock|Pipfile|Pipfile\.lock|requirements[^/]*\.(?:txt|in))$/;

const installsIn = ({ keyword, rest }: Instruction): boolean => keyword === 'RUN' && installsBy(`RUN ${rest}`);

/** Which files of the context's root an installing step reads, as far as its words say. */
const readBy = ({ rest }: Instruction, files: readonly string[]): readonly string[] => {
  const roots = files.filter((path) => LOCKS.test(path));
  const named = roots.filter((path) => rest.includes(path));
  return named.length > 0 || /\bpip\b/.test(rest) ? named : roots.filter((path) => !path.startsWith('requirements'));
};

const isSource = ({ keyword, rest }: Instruction): boolean =>
  /^(COPY|ADD)$/.test(keyword) &&
  !rest.includes('--from=') &&
  !rest
    .split(/\s+/)
    .slice(0, -1)
    .every((word) => word.startsWith('--') || LOCKS.test(word.replace(/^\.\//, '')));

const parts = (rest: string): { flags: string; sources: readonly string[]; to: string } => {
  const flags = /^(?:--\S+\s+)*/.exec(rest)![0];
  const words = rest.slice(flags.length).split(/\s+/);
  return { flags, sources: words.slice(0, -1), to: words.at(-1)! };
};

/** The copy of the requirement files that takes the place of a copy of everything. */
const forInstall = (copy: Instruction, needed: readonly string[]): readonly string[] => {
  const { flags, sources, to } = parts(copy.rest);
  if (!sources.some((source) => /^\.?\/?\*?$/.test(source)) || needed.length === 0) return [];
  return [`COPY ${flags}${needed.join(' ')} ${to.endsWith('/') ? to : `${to}/`}`];
};

/**
 * @param files those of the context
 * @returns a change by which the source is copied after the dependencies are installed; none where they need the source
 */
export const installFirst = (repository: Repository, files: readonly string[]): readonly Edit[] =>
  inFile(repository, (whole) =>
    stagesIn(whole).flatMap(({ instructions, ...stage }): readonly Splice[] => {
      const install = instructions.find(installsIn);
      // Another stage installs from all of this one: whether it needs the source is not for a program to say.
      const name = /\sAS\s+(\S+)/i.exec(instructions[0]!.rest)?.[1];
      if (name && whole.instructions.some((each) => installsIn(each) && each.rest.includes(`from=${name}`))) return [];
      if (!install || TAKES_SOURCE.test(install.rest)) return [];
      const copies = instructions.filter((each) => each.line < install.line && isSource(each));
      const last = instructions.findLast(installsIn)!;
      const needed = install.rest.includes('--mount=type=bind') ? [] : readBy(install, files);
      return copies.length === 0
        ? []
        : [
            ...copies.map((copy) => inPlaceOf(copy, ...forInstall(copy, needed))),
            before(last.end + 1, ...copies.flatMap((copy) => sourceOf(stage, copy).split('\n'))),
          ];
    }),
  );

/**
 * @param tag what a file leaves out
 * @param others tags of the same image that it names
 * @returns a change that names it wherever a line of a list names another one
 */
export const withTag = (file: TextFile, image: string, tag: string, others: readonly string[]): readonly Edit[] => {
  const names = (line: string): string | undefined =>
    others.find(
      (other) =>
        line.includes(`${image}:${other}`) ||
        new RegExp(`\\bvalue=${other.replaceAll('.', '\\.')}(?![\\w.-])`).test(line),
    );
  return [
    {
      ...file,
      change: (text) => {
        const lines = text.split('\n');
        const at = lines.findIndex((line) => names(line) !== undefined && /^\s*(?:-\s|type=|\S+:\S+\s*$)/.test(line));
        const line = lines[at];
        const other = line === undefined ? undefined : names(line);
        return other === undefined ? undefined : lines.toSpliced(at + 1, 0, line!.replace(other, tag)).join('\n');
      },
    },
  ];
};
