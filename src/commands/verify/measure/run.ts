import { randomBytes } from 'node:crypto';
import { type Docker, dockerOf, LABELS } from '../../../machine/docker';
import type { EngineFacts } from '../../../machine/engine-facts';
import { readByDocker } from '../../../machine/environment';
import { ended } from '../../../machine/failure';
import type { World } from '../../../machine/world';
import { imageNameOf } from '../../../repository/read-repository';
import type { Repository } from '../../../repository/repository';
import { buildArgumentNotes, passed, type Variables } from '../../../repository/variables';
import type { VerifyOptions } from '../options';
import { labelWords } from './leftovers';
import { Scratch } from './scratch-copy';

/** One run of `verify`: what all its measurements share. */
export interface ProofRun {
  readonly id: string;
  readonly docker: Docker;
  readonly engine: EngineFacts;
  readonly options: VerifyOptions;
  readonly repository: Repository;
  readonly scratch: Scratch;
  /** Words that label what is made, so that it can be removed. */
  readonly labels: readonly string[];
  /** The same for the image itself, which may be kept. */
  readonly imageLabels: readonly string[];
  /** References of the image are this and a tag. */
  readonly imageName: string;
  /** Words of `docker run` that give the app its variables, most of them in a file that only this user can read. */
  readonly variables: readonly string[];
  /** Names of all variables that the app gets. */
  readonly variableNames: ReadonlySet<string>;
  /** Variables that the client hands on to the app. */
  readonly inherited: Variables;
  /** What was left out, or set without being asked for, a sentence each. */
  readonly notes: string[];
  /** Told what is going on. */
  readonly say: (what: string) => void;
  readonly world: World;
}

/** What became of a proof that was asked to end. */
export const REMOVED = 'ended; what it made on the engine is removed';

/** A client whose every answer is looked at twice: after the run was asked to end, nothing goes on. */
export const endingDocker = (world: World): Docker => {
  const docker = dockerOf(world);
  return {
    call: async (words, options) => {
      const ran = await docker.call(words, options);
      if (world.ending.aborted && !options?.regardless) throw ended(world, REMOVED);
      return ran;
    },
    watch: async (words, options) => {
      const until = options.until ? AbortSignal.any([options.until, world.ending]) : world.ending;
      const ran = await docker.watch(words, { ...options, until });
      if (world.ending.aborted) throw ended(world, REMOVED);
      return ran;
    },
  };
};

const SECRET_NAMES = ['SECRET_KEY', 'SECRET_KEY_FILE'] as const;

/** What the repository says, and a random SECRET_KEY where nobody names one. */
const appVariables = ({ environment }: Repository, given: Variables): { found: Variables; given: Variables } => {
  const known = { ...environment, ...given };
  if (SECRET_NAMES.some((name) => (known[name] ?? '') !== '')) return { found: environment, given };
  const { SECRET_KEY: _, ...rest } = given;
  return { found: { ...environment, SECRET_KEY: randomBytes(24).toString('hex') }, given: rest };
};

/** Begins a run: its name, its folder, its labels. */
export const beginRun = (
  setting: Pick<ProofRun, 'docker' | 'engine' | 'options' | 'repository' | 'say' | 'world'> & {
    readonly given: Variables;
  },
): ProofRun => {
  const id = randomBytes(8).toString('hex');
  const scratch = new Scratch();
  const labels = labelWords(id);
  const { repository } = setting;
  const { found, given } = appVariables(repository, setting.given);
  const { file, words, inherited, notes } = passed(found, given, readByDocker);
  return {
    ...setting,
    id,
    scratch,
    labels,
    imageLabels: setting.options.keep ? ['--label', `${LABELS.run}.kept=${id}`] : labels,
    imageName: `verify-${id}/${imageNameOf(repository.directory)}`,
    variables: ['--env-file', scratch.file(file), ...words],
    variableNames: new Set(Object.keys({ ...found, ...given })),
    inherited,
    notes: [...repository.notes, ...notes, ...buildArgumentNotes(repository.buildArgs)],
  };
};
