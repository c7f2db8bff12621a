import { basename } from 'node:path';
import { Stop } from '../errors';
import type { Files } from '../machine/files';
import { RECORD_FILE } from '../project/record';
import { TAG_STRATEGIES } from '../project/tags';
import { YAML_LIMITS } from '../yaml/limits';
import { choose, type Wanted } from './choose-service';
import type { ComposeService } from './compose';
import { tooMuch, yamlOf } from './compose-files';
import type { BuildSource } from './dockerfiles';
import { readEnvText, readRawEnv } from './env-file';
import type { Lookup } from './interpolation';
import { builtServices, type ComposeConfig, type ComposeFacts, readCompose, variablesOf } from './read-compose';
import { recordedImage, recordIn } from './read-record';
import type { RepositoryFacts, TextFile, YamlFile } from './repository';
import { tagPlans } from './tag-plans';
import { firstText, joined, textAt } from './text-files';
import type { Variables } from './variables';

const MAKEFILE_NAMES = ['GNUmakefile', 'makefile', 'Makefile'] as const;
const WORKFLOWS = '.github/workflows';
/** More files of variables than a service has, and more faults in one than anybody reads. */
const MOST_FILES = 20;
const MOST_FAULTS = 5;
/** More than anybody puts on an image, and the longest that a registry takes. */
const MOST_TAGS = 200;
const LONGEST_TAG = 128;

/** Reads what a proof can do without: what cannot be read is left out, and said. */
class Spare {
  readonly notes: string[] = [];

  constructor(readonly files: Files) {}

  async try<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof Stop) || error.outcome === 'data') throw error;
      this.notes.push(`${error.problems[0]!.message}: it was left out`);
      return undefined;
    }
  }

  text(path: string): Promise<TextFile | undefined> {
    return this.try(() => textAt(this.files, path));
  }
}

const answeredIn = async (spare: Spare): Promise<RepositoryFacts['answered'] | undefined> => {
  const record = await spare.try(() => recordIn(spare.files));
  if (record === undefined || 'fault' in record) return undefined;
  const image = recordedImage(record);
  const tags = Array.isArray(record.answers.tags) ? record.answers.tags.map(String) : [];
  if (tags.length > MOST_TAGS) throw tooMuch(RECORD_FILE, `it has more than ${MOST_TAGS} tags`);
  if (tags.some((tag) => tag.length > LONGEST_TAG))
    throw tooMuch(RECORD_FILE, `a tag has more than ${LONGEST_TAG} characters`);
  if (image === undefined || tags.length === 0) return undefined;
  const isStrategy = (tag: string): boolean => Object.hasOwn(TAG_STRATEGIES, tag);
  return { image, literals: tags.filter((tag) => !isStrategy(tag)), strategies: tags.filter(isStrategy) };
};

/** The environment of the app, weakest first: .env.example, the compose file's env files, its `environment`. */
const environmentIn = async (service: ComposeService | undefined, spare: Spare, lookup: Lookup): Promise<Variables> => {
  const found: Record<string, string> = {};
  const named = [{ path: '.env.example', raw: false }, ...(service?.envFiles ?? []).slice(0, MOST_FILES)];
  for (const { path, raw } of named) {
    const text = (await spare.text(path))?.text ?? '';
    const { variables, alone, faults } = raw ? readRawEnv(text) : readEnvText(text, lookup);
    spare.notes.push(...faults.slice(0, MOST_FAULTS).map((fault) => `${path}: ${fault}`));
    for (const name of alone.slice(0, MOST_FAULTS))
      spare.notes.push(`${path} names ${name} without a value; yours is given only by --env ${name}`);
    Object.assign(found, variables);
  }
  return { ...found, ...service?.environment };
};

const workflowsIn = async (spare: Spare): Promise<readonly YamlFile[]> => {
  const workflows: YamlFile[] = [];
  let size = 0;
  for (const { name, kind } of await spare.files.list(WORKFLOWS)) {
    const file = kind === 'file' && /\.ya?ml$/.test(name) ? await spare.text(`${WORKFLOWS}/${name}`) : undefined;
    if (!file) continue;
    size += file.text.length;
    if (size > YAML_LIMITS.repository.bytes) throw tooMuch(WORKFLOWS, 'its workflows are larger than 512 KiB together');
    workflows.push({ ...file, document: await yamlOf(file) });
  }
  return workflows;
};

const ignoreFileOf = (files: Files, { dockerfile, context }: BuildSource): Promise<TextFile | undefined> =>
  firstText(files, [`${dockerfile.path}.dockerignore`, joined(context, '.dockerignore')]);

const makefileIn = async (spare: Spare): Promise<TextFile | undefined> => {
  for (const name of MAKEFILE_NAMES) {
    const file = await spare.text(name);
    if (file) return file;
  }
  return undefined;
};

/** What is to be read. */
export interface Reading {
  /** What the repository is called in messages: its folder, absolute. */
  readonly directory: string;
  readonly wanted?: Wanted;
  /** Compose's own reading of the compose files, or why it could not be had, where there is something to say. */
  readonly config?: ComposeConfig;
  readonly note?: string;
}

const alone = ({ dockerfile }: BuildSource, { file }: ComposeFacts): string =>
  `${file!.path} builds no service from ${dockerfile.path}: the image was judged alone`;

/**
 * Reads what a repository says of itself. Nothing outside it is read, nothing in it is changed or run.
 * @param files of it, wherever they are
 * @throws Stop(usage) where what is wanted is not there, Stop(data) for more than anybody writes
 */
export const readFiles = async (
  files: Files,
  { directory, wanted = {}, config, note }: Reading,
): Promise<RepositoryFacts> => {
  const spare = new Spare(files);
  const compose = await readCompose(files, config);
  const envText = (await spare.text('.env'))?.text ?? '';
  const lookup = variablesOf(envText);
  const services = builtServices(compose, lookup);
  const hasComposeFile = compose.file !== undefined;
  const { source, target, service } = await choose(files, services, wanted, { directory, hasComposeFile });
  const workflows = await workflowsIn(spare);
  const ignoreFile = await ignoreFileOf(files, source);
  const makefile = await makefileIn(spare);
  const answered = await answeredIn(spare);
  const environment = await environmentIn(service, spare, lookup);
  const first = [
    ...(note === undefined ? [] : [note]),
    ...(hasComposeFile && !service ? [alone(source, compose)] : []),
  ];
  const facts = {
    ...source,
    ...(target === undefined ? {} : { target }),
    buildArgs: service?.buildArgs ?? {},
    ...(ignoreFile ? { ignoreFile } : {}),
    ...(compose.file ? { composeFile: compose.file } : {}),
    services,
    ...(service ? { service } : {}),
    leftOut: services.filter((other) => other !== service).map(({ name }) => name),
    workflows,
    ...(makefile ? { makefile } : {}),
    ...(answered ? { answered } : {}),
    environment,
    envText,
    notes: [...first, ...spare.notes],
  };
  return { ...facts, plans: tagPlans(facts) };
};

/**
 * @returns a name for people and for image references: the folder's, in the letters that a reference takes
 * @param directory absolute
 */
export const imageNameOf = (directory: string): string =>
  basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'app';
