import { posix } from 'node:path';
import type { ComposeService } from '../compose';
import { COMPOSE_NAMES } from '../compose-files';
import { type BuildSource, dockerfilesIn, sourceOfRoot, sourceOfService } from '../dockerfiles';
import { readEnvText } from '../env-file';
import { builtServices, type ComposeFacts, readCompose, variablesOf } from '../read-compose';
import type { TextFile } from '../repository';
import { type DockerfileFacts, dockerfileFacts } from './dockerfile-facts';
import { at, type Rule } from './fact';
import { commandLine, type Launch, launchOf, stepsIn } from './launch';
import { folderOf, nameOf, type SourceTree } from './source-tree';

/** A command that starts the app, and where it stands. */
export interface Start {
  readonly launch: Launch;
  readonly rule: Rule;
  readonly from: string;
  /** The folder of the repository that it starts in. */
  readonly folder: string;
  /** The image that it runs in. */
  readonly image?: DockerfileFacts;
  readonly service?: string;
}

/** What somebody has said already on how the app is built and started. */
export interface Containers {
  readonly compose: ComposeFacts;
  readonly services: readonly ComposeService[];
  readonly dockerfiles: readonly DockerfileFacts[];
  readonly starts: readonly Start[];
}

const PROCFILES = ['Procfile', 'heroku/Procfile', 'deploy/Procfile'] as const;
const SCRIPTS = [
  'startup.sh',
  'start.sh',
  'run.sh',
  'entrypoint.sh',
  'docker-entrypoint.sh',
  'boot.sh',
  'startup.txt',
] as const;

const lineOf = (text: string, part: string): number =>
  text.slice(0, Math.max(0, text.indexOf(part))).split('\n').length;

/** @returns what a hosting platform's file names as the command. */
const platformCommand = ({ path, text }: TextFile): string | undefined => {
  if (path.endsWith('.json')) {
    const [, source] = /"src"\s*:\s*"([\w./-]+\.py)"/.exec(text) ?? [];
    return source === undefined ? undefined : commandLine(['flask', '--app', source, 'run']);
  }
  const [, command] = /^\s*(?:entrypoint|startCommand|run_command|command)\s*:\s*["']?(.+?)["']?\s*$/m.exec(text) ?? [];
  return command;
};

const MOST_SCRIPTS = 3;

/** Follows a start script of the repository to what it starts at last: a command of its own, or the one that it is given. */
const followed = async (tree: SourceTree, start: Start, depth = 0): Promise<Start> => {
  const { launch, image, folder } = start;
  if (launch.program !== 'script' || depth > MOST_SCRIPTS) return start;
  const target = launch.target!;
  const inside = image?.inRepository(target) ?? posix.join(folder, target.replace(/^\//, ''));
  const file = await tree.first([inside, target.replace(/^.*\//, '')]);
  const given = launchOf(commandLine(launch.rest ?? []));
  const own = file && !(given && /"\$@"|\$@|\$\*/.test(file.text)) ? launchOf(file.text) : undefined;
  const before = [...launch.before, ...(own?.before ?? stepsIn(file?.text ?? ''))];
  if (own && own.program !== 'script') {
    const from = at(file!.path, lineOf(file!.text, own.target ?? own.program));
    return { ...start, launch: { ...own, before }, from };
  }
  const next = own ?? given;
  return next
    ? followed(tree, { ...start, launch: { ...next, before: [...before, ...next.before] } }, depth + 1)
    : start;
};

const startOf = (text: string, rest: Omit<Start, 'launch'>): readonly Start[] => {
  const launch = launchOf(text);
  return launch ? [{ launch, ...rest }] : [];
};

const procfileStarts = async (tree: SourceTree): Promise<readonly Start[]> => {
  const file = await tree.first(PROCFILES);
  const [line, command] = /^web:\s*(.+)$/m.exec(file?.text ?? '') ?? [];
  return command === undefined
    ? []
    : startOf(command, { rule: 'procfile', from: at(file!.path, lineOf(file!.text, line!)), folder: '' });
};

const scriptStarts = async (tree: SourceTree): Promise<readonly Start[]> => {
  for (const path of SCRIPTS) {
    const file = await tree.first([path]);
    const found = file ? startOf(file.text, { rule: 'start-script', from: path, folder: '' }) : [];
    if (found[0] && found[0].launch.program !== 'script')
      return [{ ...found[0], from: at(path, lineOf(file!.text, found[0].launch.target ?? found[0].launch.program)) }];
  }
  return [];
};

const platformStarts = async (tree: SourceTree): Promise<readonly Start[]> => {
  const found: Start[] = [];
  for (const path of ['app.yaml', 'render.yaml', 'vercel.json'] as const) {
    const file = await tree.first([path]);
    const command = file && platformCommand(file);
    if (command !== undefined)
      found.push(...startOf(command, { rule: 'platform', from: at(path, lineOf(file!.text, command)), folder: '' }));
  }
  return found;
};

/** Files of servers that name the app themselves. */
const configStarts = (tree: SourceTree): readonly Start[] =>
  tree.paths
    .filter((path) => /^(?:[^/]+\/)?(?:uwsgi\.ini|gunicorn\.conf\.py)$/.test(path))
    .map((path) => ({
      launch: { program: path.endsWith('.ini') ? 'uwsgi' : 'gunicorn', folder: '', config: nameOf(path), before: [] },
      rule: 'server-config',
      from: path,
      folder: folderOf(path),
    }));

const imageStart = (image: DockerfileFacts): readonly Start[] =>
  image.command
    ? startOf(image.command.text, {
        rule: 'dockerfile',
        from: at(image.path, image.command.line),
        folder: image.inRepository('.') ?? image.context,
        image,
      })
    : [];

const serviceStart = (service: ComposeService, path: string, image: DockerfileFacts | undefined): readonly Start[] => {
  const entry = service.runWords.flatMap((word) => (word.startsWith('--entrypoint=') ? [word.slice(13)] : []));
  const words = [...entry, ...service.entryRest, ...service.command];
  if (words.length === 0) return image ? imageStart(image).map((start) => ({ ...start, service: service.name })) : [];
  const folder = image?.inRepository('.') ?? image?.context ?? '';
  return startOf(commandLine(words), {
    rule: 'compose',
    from: path,
    folder,
    service: service.name,
    ...(image ? { image } : {}),
  });
};

/** Dockerfiles of other names, where there is none that is built: `Dockerfile.prod`. */
const otherImages = async (tree: SourceTree): Promise<readonly BuildSource[]> => {
  const found: BuildSource[] = [];
  for (const path of (await dockerfilesIn(tree.files)).filter((each) => !/dev|test|local|debug/i.test(each))) {
    const dockerfile = await tree.text(path);
    if (dockerfile) found.push({ context: /^Dockerfile$/.test(nameOf(path)) ? folderOf(path) : '', dockerfile });
  }
  return found;
};

/** Reads compose file, Dockerfiles, Procfile, start scripts and hosting platforms. */
export const containersIn = async (tree: SourceTree): Promise<Containers> => {
  const compose = await readCompose(tree.files);
  const services = builtServices(compose, variablesOf((await tree.text('.env'))?.text ?? ''));
  const images = new Map<string, DockerfileFacts>();
  const imageOf = ({ dockerfile, context }: BuildSource): DockerfileFacts | undefined => {
    const key = `${posix.normalize(dockerfile.path)}\n${context}`;
    const image = images.get(key) ?? dockerfileFacts(dockerfile, context, tree);
    if (image.isApp) images.set(key, image);
    return image.isApp ? image : undefined;
  };
  const composed: Start[] = [];
  for (const service of services) {
    const source = await sourceOfService(tree.files, service);
    const image = source && imageOf(source);
    if (image || !source) composed.push(...serviceStart(service, compose.file?.path ?? COMPOSE_NAMES[0], image));
  }
  const root = await sourceOfRoot(tree.files);
  const isKnown = [...images.values()].some(({ path }) => path === root?.dockerfile.path);
  const rest = root ? (isKnown ? [] : [root]) : images.size === 0 ? await otherImages(tree) : [];
  const alone = rest.flatMap((source) => imageOf(source) ?? []);
  const places = [...(await procfileStarts(tree)), ...(await scriptStarts(tree)), ...(await platformStarts(tree))];
  const starts: Start[] = [];
  for (const start of [...places, ...composed, ...alone.flatMap(imageStart), ...configStarts(tree)])
    starts.push(await followed(tree, start));
  return { compose, services, dockerfiles: [...images.values()], starts };
};

/** @returns where FLASK_APP is set, and to what. */
export const flaskAppOf = async (
  tree: SourceTree,
  { dockerfiles, services, compose }: Containers,
): Promise<readonly { readonly value: string; readonly from: string; readonly folder: string }[]> => {
  const found: { readonly value: string; readonly from: string; readonly folder: string }[] = [];
  for (const path of ['.flaskenv', '.env']) {
    const file = await tree.first([path]);
    const value = file && readEnvText(file.text).variables.FLASK_APP;
    if (value) found.push({ value, from: at(path, lineOf(file.text, 'FLASK_APP')), folder: folderOf(path) });
  }
  for (const { environment } of services)
    if (environment.FLASK_APP) found.push({ value: environment.FLASK_APP, from: compose.file?.path ?? '', folder: '' });
  for (const image of dockerfiles) {
    const set = image.environment.get('FLASK_APP');
    const inside = set && (image.inRepository(set.value.replace(/:.*$/, '')) ?? set.value);
    if (!set) continue;
    const value = set.value.startsWith('/') ? inside! : set.value;
    found.push({ value, from: at(image.path, set.line), folder: image.inRepository('.') ?? '' });
  }
  return found;
};
