import { type Problem, Stop } from '../errors';
import type { Terminal } from '../machine/terminal';
import type { World } from '../machine/world';
import { yamlReader } from '../machine/yaml-reader';
import { MANIFEST_FILE, readManifest, type TeamManifest } from '../template/manifest/manifest';
import type { CompiledTemplate, TemplateFile } from '../template/template';
import { contentHash } from '../template/template';
import { printable } from '../text/printable';
import { type ShellKind, shellWord } from '../text/shell-words';
import { shownPath } from '../text/shown';
import { compileApart } from './compile';
import { fetchTemplate } from './fetch-template';
import type { Fetched } from './fetched';
import { compiledBuiltIn } from './read-built-in';
import { isPinned, type Source, sourceOf, sourceText } from './source';

/** A team's template, fetched, judged and compiled. */
export interface Team {
  readonly manifest: TeamManifest;
  readonly template: CompiledTemplate;
  /** What the user named, with its pin. */
  readonly pinned: Source;
  /** What the user named was pinned; else it was asked about. */
  readonly typedPinned: boolean;
  /** In words, where it was not: `branch main`. */
  readonly resolved?: string;
  readonly hash: string;
  /** The rest of the source: examples. */
  readonly examples: readonly TemplateFile[];
  readonly notes: readonly string[];
  /** Keeps it in the cache; a template that is refused is not kept. Gives a note where that did not work. */
  readonly keep?: () => string | undefined;
}

export interface TeamSettings {
  /** In seconds. */
  readonly timeout: number;
  readonly progress?: (text: string) => void;
  /** The content hash of an earlier run, where one is recorded. */
  readonly recorded?: string;
  readonly cached?: boolean;
  readonly offline?: boolean;
}

/**
 * What the content must be: a record counts for the source that it was made with. A folder's path is not recorded, so
 * that a record without a source counts for any folder.
 */
export const recordFor = (
  recorded: { readonly template?: string; readonly hash: string } | undefined,
  template: string,
): Pick<TeamSettings, 'recorded'> => {
  if (recorded === undefined) return {};
  const same = recorded.template === undefined ? sourceOf(template).kind === 'folder' : recorded.template === template;
  return same ? { recorded: recorded.hash } : {};
};

const judgeRecord = (hash: string, recorded: string | undefined, source: Source): void => {
  if (recorded === undefined || recorded === hash) return;
  const value = sourceText(source);
  const problem: Problem = {
    code: 'untrusted',
    message: `template ${value}: its content is ${hash}, and ${recorded} is recorded`,
    flag: '--template',
    value,
    fix: 'look at what changed; to take it, change templateHash in the config file',
  };
  throw new Stop('untrusted', [problem]);
};

/** A template that has been read, with whatever its files break. With a problem it must not be planned. */
export interface ReadTeam {
  readonly team: Team;
  readonly problems: readonly Problem[];
}

/** How a file is opened: of a repository's folder by its path there. */
const openedAs = ({ shownAt, pinned }: Pick<Fetched, 'shownAt' | 'pinned'>, path: string): string =>
  shownPath(`${shownAt ?? (pinned.kind === 'git' && pinned.path !== undefined ? `${pinned.path}/` : '')}${path}`);

const manifestOf = async (fetched: Fetched, world: World): Promise<TeamManifest> =>
  readManifest(fetched.files.find(({ path }) => path === MANIFEST_FILE)!.content, {
    name: openedAs(fetched, MANIFEST_FILE),
    read: yamlReader(world),
  });

/** Compiles the files of a template, each of which is named as it is opened. */
const compiledFiles = (fetched: Fetched, name: string, summary: string | undefined, world: World) => {
  const files = fetched.files
    .filter(({ path }) => path.startsWith('files/'))
    .map((file) => ({ ...file, path: file.path.slice('files/'.length), origin: openedAs(fetched, file.path) }));
  const { pins } = compiledBuiltIn(world);
  const manifest = { format: 1, name, ...(summary === undefined ? {} : { summary }) } as const;
  return compileApart({ manifest, files, ...(pins === undefined ? {} : { pins }) }, world);
};

/** @throws Stop(data) with what is wrong with the manifest, and with the files, which do not need it to be judged */
const manifestOrAll = async (fetched: Fetched, world: World): Promise<TeamManifest> => {
  try {
    return await manifestOf(fetched, world);
  } catch (error) {
    if (!(error instanceof Stop) || error.outcome !== 'data') throw error;
    const { problems } = await compiledFiles(fetched, 'template', undefined, world);
    throw new Stop('data', [...error.problems, ...problems], { cause: error });
  }
};

/**
 * Reads the manifest of a team's template, and nothing else of it.
 * @throws Stop as `readTeam`, but for what is in its files
 */
export const readTeamManifest = async (text: string, settings: TeamSettings, world: World): Promise<TeamManifest> =>
  manifestOf(await fetchTemplate(sourceOf(text), world, settings), world);

/**
 * Fetches a team's template, reads its manifest and compiles its files. Nothing of it is run, nothing is written but
 * the cache.
 * @param text as `--template` gives it
 * @returns it, and a problem for each of its files that breaks a rule
 * @throws Stop: usage, data, unavailable, io, network or untrusted, as the source and the manifest have it
 */
export const readTeam = async (text: string, settings: TeamSettings, world: World): Promise<ReadTeam> => {
  const source = sourceOf(text);
  const fetched = await fetchTemplate(source, world, settings);
  const hash = contentHash(fetched.files);
  judgeRecord(hash, settings.recorded, source);
  const manifest = await manifestOrAll(fetched, world);
  const { template, problems } = await compiledFiles(fetched, manifest.name, manifest.summary, world);
  const team = {
    manifest,
    template,
    pinned: fetched.pinned,
    typedPinned: isPinned(source),
    ...(fetched.resolved === undefined ? {} : { resolved: fetched.resolved }),
    hash,
    examples: fetched.files
      .filter(({ path }) => path.startsWith('examples/'))
      .map((file) => ({ ...file, origin: openedAs(fetched, file.path) })),
    notes: fetched.notes,
    ...(fetched.keep === undefined ? {} : { keep: fetched.keep }),
  };
  return { team, problems };
};

/**
 * As `readTeam`, for a template that is to be used.
 * @throws Stop(data) also with every file that breaks a rule
 */
export const loadTeam = async (text: string, settings: TeamSettings, world: World): Promise<Team> => {
  const { team, problems } = await readTeam(text, settings, world);
  if (problems.length > 0) throw new Stop('data', problems);
  return team;
};

/**
 * What is not pinned is asked about: it may be something else tomorrow.
 * @param terminal where to ask; undefined where nothing may be asked
 * @throws Stop(untrusted) with the pinned form to paste
 */
export const consent = async (
  team: Team,
  typed: string,
  terminal: Terminal | undefined,
  shell: ShellKind,
): Promise<void> => {
  if (team.typedPinned) return;
  const pinned = sourceText(team.pinned);
  const what = `${team.resolved ?? 'the template'} is ${pinned}`;
  if (terminal) {
    terminal.say(
      `\n${printable(`${team.manifest.name}${team.manifest.summary === undefined ? '' : `: ${team.manifest.summary}`}`)}\n${printable(what)}\n`,
    );
    const message = 'It is not pinned, and may be something else next time. Use it as it is now?';
    if (await terminal.ask({ kind: 'confirm', key: 'consent', message, initial: false })) return;
  }
  throw new Stop('untrusted', [
    {
      code: 'untrusted',
      message: `template ${typed} is not pinned: ${what}`,
      flag: '--template',
      value: typed,
      fix: `--template ${shellWord(pinned, shell)}`,
    },
  ]);
};
