import { splitWords } from '../../repository/compose';
import type { Repository } from '../../repository/repository';
import { shellLine } from '../../text/shell-words';
import type { Image } from './evidence';
import type { VerifyOptions } from './options';

/** What a run of `verify` is about: said before the first contract, and in every form of the report. */
export interface Judged {
  /** Absolute. */
  readonly directory: string;
  /** The Dockerfile, from the directory. */
  readonly file: string;
  readonly target?: string;
  /** The service of the compose file that its image is run as. */
  readonly service?: string;
  /** What the container runs, entry point and command, as far as it is known. */
  readonly command?: readonly string[];
  /** Services that the compose file builds too, and that were not judged. */
  readonly leftOut: readonly string[];
}

const ENTRY = '--entrypoint=';

type Typed = Pick<VerifyOptions, 'command'>;
type Commands = Pick<Image, 'entrypoint' | 'command'>;

const entryOf = ({ service }: Repository): readonly string[] => {
  const program = service?.runWords.find((word) => word.startsWith(ENTRY))?.slice(ENTRY.length);
  return program === undefined ? [] : [program, ...service!.entryRest];
};

/** As docker joins them: an entry point from outside takes the image's command away, too. */
const commandOf = ({ command }: Typed, repository: Repository, image: Commands): readonly string[] => {
  if (command !== undefined) return [...image.entrypoint, ...splitWords(command)];
  const entry = entryOf(repository);
  const own = repository.service?.command ?? [];
  if (entry.length > 0) return [...entry, ...own];
  return [...image.entrypoint, ...(own.length > 0 ? own : image.command)];
};

/** What is known of it before there is an image. */
const givenCommand = ({ command }: Typed, repository: Repository): readonly string[] =>
  command === undefined ? [...entryOf(repository), ...(repository.service?.command ?? [])] : splitWords(command);

const withCommand = (
  { directory, dockerfile, target, service, leftOut }: Repository,
  command: readonly string[],
): Judged => ({
  directory,
  file: dockerfile.path,
  ...(target === undefined ? {} : { target }),
  ...(service ? { service: service.name } : {}),
  ...(command.length === 0 ? {} : { command }),
  leftOut,
});

/** @returns what is judged; the command is what the image, or the user, or the compose file says, joined as docker does. */
export const judgedOf = (typed: Typed, repository: Repository, image: Commands | undefined): Judged =>
  withCommand(repository, image ? commandOf(typed, repository, image) : []);

/** @returns the same before there is an image: the command as far as it is given. */
export const toJudge = (typed: Typed, repository: Repository): Judged =>
  withCommand(repository, givenCommand(typed, repository));

const MOST_NAMED = 5;
const LONGEST_COMMAND = 120;

const namedIn = (names: readonly string[]): string =>
  names.length > MOST_NAMED
    ? `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`
    : names.join(', ');

const commandText = (command: readonly string[] | undefined): string => {
  if (command === undefined) return "the image's own command";
  const line = shellLine(command, 'posix');
  return `command ${line.length > LONGEST_COMMAND ? `${line.slice(0, LONGEST_COMMAND - 1)}…` : line}`;
};

/** @returns what is judged, after the folder's name: Dockerfile, target, service, command, and what is left out. */
export const judgedText = ({ file, target, service, command, leftOut }: Judged): string => {
  const parts = [
    file,
    ...(target === undefined ? [] : [`target ${target}`]),
    ...(service === undefined ? [] : [`service ${service}`]),
    commandText(command),
  ];
  return `${parts.join(', ')}.${leftOut.length === 0 ? '' : ` Left out: ${namedIn(leftOut)}.`}`;
};
