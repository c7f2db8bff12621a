import { type Problem, Stop } from '../errors';
import type { Files } from '../machine/files';
import { everyShellWord } from '../text/shell-words';
import { shown } from '../text/shown';
import type { ComposeService } from './compose';
import { stagesOf } from './dockerfile';
import type { TextFile } from './repository';
import { firstText, joined, textAt } from './text-files';

/** What is built: a Dockerfile, and the folder that it takes its files from. */
export interface BuildSource {
  /** From the repository, with `/`; empty for the repository itself. */
  readonly context: string;
  readonly dockerfile: TextFile;
  /** It stands in the compose file; its path is what it is called. */
  readonly inline?: true;
}

const DOCKERFILE_NAMES = ['Dockerfile', 'Containerfile', 'dockerfile'] as const;

/** `Dockerfile.prod`, `web.Dockerfile`; the ignore list of one is none. */
const IS_DOCKERFILE = /^(?!.*\.dockerignore$)(?:(?:Dockerfile|Containerfile)(?:\..+)?|.+\.Dockerfile)$/i;

/** More folders than are looked into for a Dockerfile, and more Dockerfiles than are named. */
const MOST_FOLDERS = 300;
const MOST_NAMED = 5;
const DEEPEST = 2;
const NEVER = /^(?:\.git|node_modules|\.venv|venv|__pycache__)$/;

/** @returns the paths of the Dockerfiles of a repository, those of its root first. */
export const dockerfilesIn = async (files: Files): Promise<readonly string[]> => {
  const found: string[] = [];
  const open: { readonly folder: string; readonly depth: number }[] = [{ folder: '', depth: 0 }];
  for (let at = 0; at < open.length && at < MOST_FOLDERS; at += 1) {
    const { folder, depth } = open[at]!;
    for (const { name, kind } of await files.list(folder)) {
      const path = joined(folder, name);
      if (kind === 'file' && IS_DOCKERFILE.test(name)) found.push(path);
      if (kind === 'folder' && depth < DEEPEST && !NEVER.test(name)) open.push({ folder: path, depth: depth + 1 });
    }
  }
  return found;
};

/** @returns what a service is built from; undefined where its folder or its Dockerfile is not there, or lies outside. */
export const sourceOfService = async (files: Files, service: ComposeService): Promise<BuildSource | undefined> => {
  const context = await files.at(service.context);
  if (context?.kind !== 'folder') return undefined;
  if (service.inline !== undefined) {
    const dockerfile = { path: `dockerfile_inline of ${service.name}`, text: service.inline };
    return { context: context.path, dockerfile, inline: true };
  }
  const path = joined(service.context, service.dockerfile ?? 'Dockerfile');
  const [there, dockerfile] = [await files.at(path), await textAt(files, path)];
  // It is called as people wrote it, not by where a link leads.
  return (
    dockerfile && {
      context: context.path,
      dockerfile: { ...dockerfile, path: path.startsWith('/') ? there!.path : path.replace(/^(\.\/)+/, '') },
    }
  );
};

/** @returns what `docker build .` would take in the repository. */
export const sourceOfRoot = async (files: Files): Promise<BuildSource | undefined> => {
  const dockerfile = await firstText(files, DOCKERFILE_NAMES);
  return dockerfile && { context: '', dockerfile };
};

/** @returns the option that names a Dockerfile; another fix where there is none, or none that every shell takes. */
const fileFix = (path: string | undefined, otherwise: string): string =>
  path === undefined ? otherwise : (everyShellWord(`--file=${path}`) ?? otherwise);

const MAKE_ONE = 'name the folder of a repository with a Dockerfile, or make one: create-flask-container my-app';

/** @returns the end of a run in a repository without a Dockerfile at its root: those that lie elsewhere are named. */
export const noDockerfile = (directory: string, elsewhere: readonly string[]): Stop => {
  const named = elsewhere.slice(0, MOST_NAMED).map(shown).join(', ');
  const more = elsewhere.length > MOST_NAMED ? ` and ${elsewhere.length - MOST_NAMED} more` : '';
  return new Stop('usage', [
    {
      code: 'missing',
      message: `${directory} has no Dockerfile${named === '' ? '' : `; there is ${named}${more}`}`,
      flag: 'directory',
      value: directory,
      fix: fileFix(elsewhere[0], MAKE_ONE),
    },
  ]);
};

const refused = (flag: string, value: string, message: string, fix: string): Stop => {
  const problem: Problem = { code: 'invalid', message: `${flag} "${value}": ${message}`, flag, value, fix };
  return new Stop('usage', [problem]);
};

/**
 * @param typed the file as the user named it, for messages, and the paths from the repository that it may mean
 * @returns the Dockerfile that the user named
 * @throws Stop(usage) where it is not there
 */
export const sourceOfFile = async (
  files: Files,
  typed: { readonly value: string; readonly paths: readonly string[] },
): Promise<BuildSource> => {
  const dockerfile = await firstText(files, typed.paths);
  if (dockerfile) return { context: '', dockerfile };
  const [first] = await dockerfilesIn(files);
  const fix = fileFix(first, 'name a Dockerfile of the repository');
  throw refused('--file', typed.value, 'there is no such file in the repository', fix);
};

/** @throws Stop(usage) where the Dockerfile has no such stage, naming those that it has */
export const judgeTarget = ({ path, text }: TextFile, target: string): void => {
  const stages = stagesOf(text);
  if (stages.some(({ name }, index) => name === target.toLowerCase() || String(index) === target)) return;
  const names = stages.map(({ name }) => name).filter((name) => name !== '');
  throw refused(
    '--target',
    target,
    `${shown(path)} has no such stage`,
    names.length === 0 ? 'leave it out: no stage has a name' : `its stages are ${names.map(shown).join(', ')}`,
  );
};

/** @throws Stop(usage) where the compose file builds no service of that name */
export const judgeService = (name: string, services: readonly ComposeService[], hasFile: boolean): void => {
  if (services.some((service) => service.name === name)) return;
  const names = services.map((service) => service.name).slice(0, MOST_NAMED * 4);
  throw refused(
    '--service',
    name,
    hasFile ? 'the compose file builds no such service' : 'there is no compose file',
    names.length === 0 ? 'leave it out' : `it builds ${names.map(shown).join(', ')}`,
  );
};

/** @throws Stop(usage) where the service that the user named cannot be built from what lies in the repository */
export const mustBeBuilt = (
  source: BuildSource | undefined,
  { name, context, dockerfile }: ComposeService,
): BuildSource => {
  if (source) return source;
  const path = joined(context, dockerfile ?? 'Dockerfile');
  throw refused('--service', name, `its Dockerfile ${shown(path)} is not in the repository`, 'name another service');
};
