import { splitWords } from '../../../repository/compose';
import { type Instruction, instructionsOf } from '../../../repository/dockerfile';
import type { Repository } from '../../../repository/repository';
import type { Warning } from '../evidence';
import { execWords, inFile, inPlaceOf, type Stage, sourceOf, stagesIn } from './dockerfile-edits';
import type { Edit } from './edit';

/** What a rule of the linters asks for, where one text does it. @returns undefined where it is not for a program to say */
type Mend = (source: string, instruction: Instruction, stage: Stage) => string | undefined;

/** What only a shell understands. */
const SHELL = /[$&|;<>()`*?~#]|\\$/;

const asExec: Mend = (_, { keyword, rest }) => {
  if (execWords(rest) !== undefined || SHELL.test(rest)) return undefined;
  return `${keyword} ${JSON.stringify(splitWords(rest)).replaceAll('","', '", "')}`;
};

/** Of two start commands the last one counts. */
const onlyLast: Mend = (source, { keyword, line }, { instructions }) =>
  instructions.some((other) => other.keyword === keyword && other.line > line) ? '' : source;

const asPair: Mend = (_, { keyword, rest }) => {
  const [, name, value = ''] = /^(\S+)\s+(.*)$/.exec(rest) ?? [];
  return name === undefined || name.includes('=') ? undefined : `${keyword} ${name}=${JSON.stringify(value)}`;
};

const maintainer: Mend = (_, { rest }) =>
  `LABEL org.opencontainers.image.authors=${JSON.stringify(rest.replace(/^(["'])(.*)\1$/, '$2'))}`;

const MENDS: Readonly<Record<string, Mend>> = {
  MaintainerDeprecated: maintainer,
  DL4000: maintainer,
  JSONArgsRecommended: asExec,
  DL3025: asExec,
  MultipleInstructionsDisallowed: onlyLast,
  DL4003: onlyLast,
  DL4004: onlyLast,
  LegacyKeyValueFormat: asPair,
  FromAsCasing: (source) =>
    source.replace(/\sas\s/i, (word) => (/^FROM/.test(source) ? word.toUpperCase() : word.toLowerCase())),
  ConsistentInstructionCasing: (source) => source.replace(/^\s*\w+/, (word) => word.toUpperCase()),
  DL3020: (source) => source.replace(/^ADD\b/i, 'COPY'),
  DL3042: (source) => source.replace(/\bpip3? install\b/g, (word) => `${word} --no-cache-dir`),
};

/** @returns changes for the findings that a program can mend. */
export const lintEdits = (repository: Repository, warnings: readonly Warning[]): readonly Edit[] => {
  const all = instructionsOf(repository.dockerfile.text);
  return warnings.flatMap(({ rule, line }) => {
    const mend = MENDS[rule];
    const there = all.find((instruction) => instruction.line <= line && line <= instruction.end);
    if (!mend || !there) return [];
    // Lines move as others are mended: the instruction is known by its text.
    const isThere = ({ keyword, rest }: Instruction): boolean => keyword === there.keyword && rest === there.rest;
    return inFile(repository, (whole) =>
      stagesIn(whole)
        .flatMap((stage) =>
          stage.instructions.filter(isThere).flatMap((instruction) => {
            const source = sourceOf(stage, instruction);
            const text = mend(source, instruction, stage);
            if (text === undefined || text === source) return [];
            return [inPlaceOf(instruction, ...(text === '' ? [] : text.split('\n')))];
          }),
        )
        .slice(0, 1),
    );
  });
};
