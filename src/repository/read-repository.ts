import { basename } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../errors';
import type { Job } from '../machine/apart';
import { ioFailure } from '../machine/failure';
import { imageOf } from '../project/image';
import { RECORD_FILE, readRecord } from '../project/record';
import { TAG_STRATEGIES } from '../project/tags';
import { shown } from '../text/shown';
import { YAML_LIMITS } from '../yaml/limits';
import { readYaml } from '../yaml/read-yaml';
import { type ComposeService, servicesOf } from './compose';
import { readEnvText } from './env-file';
import { namesInside, realInside, textInside } from './inside';
import type { Repository, TextFile, YamlFile } from './repository';
import { tagPlans } from './tag-plans';
import type { Variables } from './variables';

/** As Compose looks for them: compose-spec, "Compose file". */
const COMPOSE_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'] as const;
const DOCKERFILE_NAMES = ['Dockerfile', 'Containerfile', 'dockerfile'] as const;
const MAKEFILE_NAMES = ['GNUmakefile', 'makefile', 'Makefile'] as const;
const WORKFLOWS = '.github/workflows';
/** More files of variables than a service has, and more faults in one than anybody reads. */
const MOST_FILES = 20;
const MOST_FAULTS = 5;

type Read = (path: string) => TextFile | undefined;

const firstOf = (names: readonly string[], read: Read): TextFile | undefined => {
  for (const name of names) {
    const file = read(name);
    if (file) return file;
  }
  return undefined;
};

const tooMuch = (path: string, why: string): Stop =>
  new Stop('data', [{ code: 'config', message: `${shown(path)}: ${why}`, flag: shown(path), fix: 'shorten it' }]);

/** @returns what the text says, or undefined where it is no YAML; aliases are followed a little, no further. */
const yamlOf = async ({ path, text }: TextFile): Promise<unknown> => {
  const answer = await readYaml(text, 'repository');
  if (!('reason' in answer)) return answer.value;
  if (answer.beyond) throw tooMuch(path, answer.reason);
  return undefined;
};

/** More than anybody puts on an image, or builds together. */
const MOST_TAGS = 200;
const MOST_SERVICES = 500;

const answeredOf = (file: TextFile | undefined): Repository['answered'] | undefined => {
  if (!file) return undefined;
  if (file.text.length > YAML_LIMITS.repository.bytes) throw tooMuch(file.path, 'it is larger than 512 KiB');
  const record = readRecord(file.text);
  if ('fault' in record) return undefined;
  const { answers } = record;
  const text = (key: string): string => (typeof answers[key] === 'string' ? answers[key] : '');
  const tags = Array.isArray(answers.tags) ? answers.tags.map(String) : [];
  if (tags.length > MOST_TAGS) throw tooMuch(file.path, `it has more than ${MOST_TAGS} tags`);
  if (text('name') === '' || tags.length === 0) return undefined;
  const isStrategy = (tag: string): boolean => Object.hasOwn(TAG_STRATEGIES, tag);
  return {
    image: imageOf({
      registry: text('registry') || 'docker.io',
      registryUser: text('registryUser'),
      name: text('name'),
    }),
    literals: tags.filter((tag) => !isStrategy(tag)),
    strategies: tags.filter(isStrategy),
  };
};

const servicesIn = async (file: TextFile | undefined): Promise<readonly ComposeService[]> => {
  if (!file) return [];
  const services = servicesOf(await yamlOf(file));
  if (services.length > MOST_SERVICES) throw tooMuch(file.path, `it builds more than ${MOST_SERVICES} services`);
  return services;
};

/** What people call the service that answers requests. */
const WEB_NAMES: ReadonlySet<string> = new Set(['web', 'app', 'api']);

/** The service that this run is about: one that answers requests, by its ports, then by its name; the folder's own Dockerfile, then order. */
const serviceOf = (directory: string, services: readonly ComposeService[]): ComposeService | undefined => {
  const root = fs.realpathSync(directory);
  const weight = ({ name, context, dockerfile, ports }: ComposeService): number =>
    (ports.length > 0 ? 4 : 0) +
    (WEB_NAMES.has(name) ? 2 : 0) +
    (dockerfile === undefined && realInside(directory, context) === root ? 1 : 0);
  return services
    .filter(({ context }) => realInside(directory, context) !== undefined)
    .reduce<ComposeService | undefined>(
      (best, service) => (best === undefined || weight(service) > weight(best) ? service : best),
      undefined,
    );
};

/** Where a compose file builds several, which one was judged must not be guessed. */
const noteOn = (service: ComposeService | undefined, services: readonly ComposeService[]): readonly string[] => {
  const others = services.filter((other) => other !== service).map(({ name }) => name);
  const named =
    others.length > 5 ? `${others.slice(0, 5).join(', ')} and ${others.length - 5} more` : others.join(', ');
  return service === undefined || others.length === 0
    ? []
    : [`the service ${service.name} of the compose file was judged, and ${named} left out`];
};

interface Source {
  readonly context: string;
  readonly dockerfile: TextFile;
}

const sourceOf = (directory: string, service: ComposeService | undefined): Source | undefined => {
  const own = firstOf(DOCKERFILE_NAMES, (name) => textInside(directory, name));
  if (service) {
    const context = realInside(directory, service.context);
    const file =
      context === undefined
        ? undefined
        : textInside(directory, `${service.context}/${service.dockerfile ?? 'Dockerfile'}`);
    if (context !== undefined && file && fs.statSync(context).isDirectory())
      return { context, dockerfile: { ...file, path: file.path.replace(/^(\.\/)+/, '') } };
  }
  return own ? { context: fs.realpathSync(directory), dockerfile: own } : undefined;
};

const noDockerfile = (directory: string): Stop =>
  new Stop('usage', [
    {
      code: 'missing',
      message: `${directory} has no Dockerfile`,
      flag: 'directory',
      value: directory,
      fix: 'name the folder of a repository with a Dockerfile, or make one: create-flask-container my-app',
    },
  ]);

const mustBeFolder = (directory: string): void => {
  try {
    if (fs.statSync(directory).isDirectory()) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw ioFailure(error, directory);
  }
  throw new Stop('usage', [
    {
      code: 'invalid',
      message: `${directory} is no folder`,
      flag: 'directory',
      value: directory,
      fix: 'name the folder of a repository',
    },
  ]);
};

const ignoreFileOf = (directory: string, source: Source): TextFile | undefined =>
  textInside(directory, `${source.dockerfile.path}.dockerignore`) ?? textInside(source.context, '.dockerignore');

/** The environment of the app, weakest first: .env.example, the compose file's env files, its `environment`. */
const environmentOf = (service: ComposeService | undefined, read: Read, notes: string[]): Variables => {
  const files = ['.env.example', ...(service?.envFiles ?? []).slice(0, MOST_FILES)].map((path) => {
    const { variables, alone, faults } = readEnvText(read(path)?.text ?? '');
    notes.push(...faults.slice(0, MOST_FAULTS).map((fault) => `${path}: ${fault}`));
    for (const name of alone.slice(0, MOST_FAULTS))
      notes.push(`${path} names ${name} without a value; yours is given only by --env ${name}`);
    return variables;
  });
  return Object.assign({}, ...files, service?.environment ?? {}) as Variables;
};

const workflowsIn = async (directory: string, read: Read): Promise<readonly YamlFile[]> => {
  const workflows: YamlFile[] = [];
  let size = 0;
  for (const name of namesInside(directory, WORKFLOWS).filter((file) => /\.ya?ml$/.test(file))) {
    const file = read(`${WORKFLOWS}/${name}`);
    if (!file) continue;
    size += file.text.length;
    if (size > YAML_LIMITS.repository.bytes) throw tooMuch(WORKFLOWS, 'its workflows are larger than 512 KiB together');
    workflows.push({ ...file, document: await yamlOf(file) });
  }
  return workflows;
};

/**
 * Reads what a repository says of itself. Nothing outside it is read, nothing in it is changed or run.
 * @param directory absolute
 * @throws Stop(usage) where there is no Dockerfile
 * @internal for its test, which has no thread to read in
 */
export const readRepository = async (directory: string): Promise<Repository> => {
  mustBeFolder(directory);
  const notes: string[] = [];
  /** What a proof can do without. */
  const spare = (path: string): TextFile | undefined => {
    try {
      return textInside(directory, path);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      notes.push(`${error.problems[0]!.message}: it was left out`);
      return undefined;
    }
  };
  const composeFile = firstOf(COMPOSE_NAMES, (name) => textInside(directory, name));
  const services = await servicesIn(composeFile);
  const service = serviceOf(directory, services);
  const source = sourceOf(directory, service);
  if (!source) throw noDockerfile(directory);
  const workflows = await workflowsIn(directory, spare);
  const ignoreFile = ignoreFileOf(directory, source);
  const makefile = firstOf(MAKEFILE_NAMES, spare);
  const answered = answeredOf(spare(RECORD_FILE));
  const repository = {
    directory,
    ...source,
    ...(service?.target === undefined ? {} : { target: service.target }),
    buildArgs: service?.buildArgs ?? {},
    ...(ignoreFile ? { ignoreFile } : {}),
    ...(composeFile ? { composeFile } : {}),
    services,
    ...(service ? { service } : {}),
    workflows,
    ...(makefile ? { makefile } : {}),
    ...(answered ? { answered } : {}),
    environment: environmentOf(service, spare, notes),
    envText: spare('.env')?.text ?? '',
    notes: [...noteOn(service, services), ...notes],
  };
  return { ...repository, plans: tagPlans(repository) };
};

export const REPOSITORY_JOB: Job<string, Repository> = { name: 'repository', mostTime: 15_000, run: readRepository };

/**
 * @param directory absolute
 * @returns a name for people and for image references: the folder's, in the letters that a reference takes
 */
export const imageNameOf = (directory: string): string =>
  basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'app';
