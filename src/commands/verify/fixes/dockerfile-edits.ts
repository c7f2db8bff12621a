import { type Instruction, instructionsOf, stagesOfImage } from '../../../repository/dockerfile';
import type { Repository } from '../../../repository/repository';
import type { Change, Edit } from './edit';

/** One stage of a Dockerfile to be changed, with all lines of the file. */
export interface Stage {
  readonly lines: readonly string[];
  readonly instructions: readonly Instruction[];
}

/** Lines in place of some, counted from 1. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly put: readonly string[];
}

/** @returns lines before the one that is counted so. */
export const before = (line: number, ...put: readonly string[]): Splice => ({ at: line, remove: 0, put });

/** @returns lines in the place of an instruction. */
export const inPlaceOf = ({ line, end }: Instruction, ...put: readonly string[]): Splice => ({
  at: line,
  remove: end - line + 1,
  put,
});

const spliced = (text: string, splices: readonly Splice[]): string => {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) !== '') lines.push('');
  // From the last to the first, so that the places of the others stay.
  for (const { at, remove, put } of [...splices].sort((one, other) => other.at - one.at))
    lines.splice(at - 1, remove, ...put);
  return lines.join(end);
};

type Work = (stage: Stage) => readonly Splice[] | undefined;

const edited = (
  { dockerfile, inline }: Repository,
  instructionsIn: (text: string) => readonly Instruction[],
  work: Work,
): readonly Edit[] => {
  const change: Change = (text) => {
    const instructions = instructionsIn(text);
    const splices = instructions.length === 0 ? undefined : work({ lines: text.split(/\r?\n/), instructions });
    return splices === undefined || splices.length === 0 ? undefined : spliced(text, splices);
  };
  return inline ? [] : [{ path: dockerfile.path, text: dockerfile.text, change }];
};

/** @returns a change to all of the Dockerfile; none where it stands in a compose file. */
export const inFile = (repository: Repository, work: Work): readonly Edit[] => edited(repository, instructionsOf, work);

/**
 * @param work says what changes in the judged stage; undefined where nothing can be done
 * @returns a change to the Dockerfile; none where it stands in a compose file
 */
export const inDockerfile = (repository: Repository, work: Work): readonly Edit[] =>
  edited(repository, (text) => stagesOfImage(text, repository.target).at(-1) ?? [], work);

/** @returns the stages of a Dockerfile, each with its FROM first. */
export const stagesIn = ({ lines, instructions }: Stage): readonly Stage[] => {
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []));
  return starts.map((start, index) => ({ lines, instructions: instructions.slice(start, starts[index + 1]) }));
};

const STARTS = new Set(['CMD', 'ENTRYPOINT']);
const MAKES = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** @returns the line before which a setting can stand: that of the start commands at the end, else behind the last one. */
export const placeOfSettings = ({ instructions }: Stage): number => {
  const last = instructions.findLastIndex(({ keyword }) => !STARTS.has(keyword));
  return instructions[last + 1]?.line ?? instructions.at(-1)!.end + 1;
};

/** @returns the line before which root can still change files; undefined where the stage makes some as another user. */
const placeOfRoot = (stage: Stage): number | undefined => {
  const users = stage.instructions.flatMap(({ keyword }, index) => (keyword === 'USER' ? [index] : []));
  const [first] = users;
  if (first === undefined) return placeOfSettings(stage);
  return stage.instructions.slice(first).some(({ keyword }) => MAKES.has(keyword))
    ? undefined
    : stage.instructions[first]!.line;
};

/** @returns a change that adds a line before the start commands. */
export const addSetting = (repository: Repository, line: string): readonly Edit[] =>
  inDockerfile(repository, (stage) => (stage.lines.includes(line) ? [] : [before(placeOfSettings(stage), line)]));

/** @returns a change that adds a line that root runs. */
export const addAsRoot = (repository: Repository, line: string): readonly Edit[] =>
  inDockerfile(repository, (stage) => {
    const place = placeOfRoot(stage);
    return place === undefined || stage.lines.includes(line) ? undefined : [before(place, line)];
  });

/** @returns the text of an instruction as it stands in the file, lines and all. */
export const sourceOf = ({ lines }: Pick<Stage, 'lines'>, { line, end }: Instruction): string =>
  lines.slice(line - 1, end).join('\n');

/**
 * Of the judged stage, and of the stages that it is built on.
 * @param wanted the instructions that it is about
 * @param next its new text, in lines; none takes it away, the same leaves it
 */
export const rewrite = (
  repository: Repository,
  wanted: (instruction: Instruction) => boolean,
  next: (source: string, instruction: Instruction) => string,
): readonly Edit[] =>
  edited(
    repository,
    (text) => stagesOfImage(text, repository.target).flat(),
    (stage) =>
      stage.instructions.filter(wanted).flatMap((instruction) => {
        const source = sourceOf(stage, instruction);
        const text = next(source, instruction);
        return text === source ? [] : [inPlaceOf(instruction, ...(text === '' ? [] : text.split('\n')))];
      }),
  );

/** @returns the words of the exec form; undefined for a shell's line. */
export const execWords = (rest: string): readonly string[] | undefined => {
  try {
    const words: unknown = JSON.parse(rest);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
};
