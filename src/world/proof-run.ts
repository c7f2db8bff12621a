import { randomBytes } from 'node:crypto';
import type { VerifyOptions } from '../options/verify';
import type { Repository } from '../proof/repository';
import { type Docker, dockerOf, LABELS } from './docker';
import { ended } from './ended';
import type { EngineFacts } from './engine-facts';
import { labelWords } from './leftovers';
import { imageNameOf } from './repository-files';
import { Scratch } from './scratch-copy';
import type { World } from './world';

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
  /** The app's variables, in a file that only this user can read. */
  readonly envFile: string;
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

/** What the user gives wins over what the repository says; a random SECRET_KEY where nobody names one. */
const appEnvironment = (
  repository: Repository,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const known = { ...repository.environment, ...given };
  const hasSecret = SECRET_NAMES.some((name) => (known[name] ?? '') !== '');
  return hasSecret ? known : { ...known, SECRET_KEY: randomBytes(24).toString('hex') };
};

/** Docker's file of variables has one line for each; what has more cannot be said in it. */
const envText = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .filter(([, value]) => !/[\r\n\0]/.test(value))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** Begins a run: its name, its folder, its labels. */
export const beginRun = (
  setting: Pick<ProofRun, 'docker' | 'engine' | 'options' | 'repository' | 'say' | 'world'> & {
    readonly given: Readonly<Record<string, string>>;
  },
): ProofRun => {
  const id = randomBytes(8).toString('hex');
  const scratch = new Scratch();
  const labels = labelWords(id);
  return {
    ...setting,
    id,
    scratch,
    labels,
    imageLabels: setting.options.keep ? ['--label', `${LABELS.run}.kept=${id}`] : labels,
    imageName: `verify-${id}/${imageNameOf(setting.repository.directory)}`,
    envFile: scratch.file(envText(appEnvironment(setting.repository, setting.given))),
  };
};
