import { resolve } from 'node:path';
import { type Outcome, Stop } from '../errors';
import { ioFailure } from '../machine/failure';
import { inTemporary } from '../machine/temporary-folder';
import type { World } from '../machine/world';
import { printable } from '../text/printable';
import { dropKept, keep, readKept } from './cache';
import { unreachable } from './fetch-failure';
import type { FetchContext, Fetched } from './fetched';
import { fetchFolder } from './folder-source';
import { fetchGit, readPack } from './git-source';
import { fetchNpm, readArchive } from './npm-source';
import { isPinned, type Source, sourceText } from './source';

/** Without a sign of life for this long, the remote side does not answer. In milliseconds. */
const SILENCE = 20_000;
/** What is fetched faster than this needs no word. In milliseconds. */
const QUICK = 1_000;

interface Settings {
  /** In seconds. */
  readonly timeout: number;
  /** Tells a person that it takes a while; undefined where nobody looks. */
  readonly progress?: (text: string) => void;
  /** False where the whole source is needed as it is now. */
  readonly cached?: boolean;
  /** Only what is on this machine. */
  readonly offline?: boolean;
}

export interface FetchedTemplate extends Fetched {
  readonly notes: readonly string[];
  /** Keeps it in the cache, once it has been judged; gives a note where that did not work. */
  readonly keep?: () => string | undefined;
}

type Remote = Exclude<Source, { kind: 'folder' }>;

const inFolder = async (settings: Settings, world: World, work: (context: FetchContext) => Promise<Fetched>) => {
  const patience = { silence: SILENCE, deadline: Date.now() + settings.timeout * 1000 };
  try {
    return await inTemporary((folder) => work({ world, patience, folder }));
  } catch (error) {
    throw ioFailure(error, 'the template', '--template');
  }
};

const fetchRemote = async (source: Remote, world: World, settings: Settings): Promise<Fetched> => {
  const words = setTimeout(() => settings.progress?.(`Fetching ${printable(sourceText(source))} ...\n`), QUICK);
  try {
    return await inFolder(settings, world, (context) =>
      source.kind === 'git' ? fetchGit(source, context) : fetchNpm(source, context),
    );
  } finally {
    clearTimeout(words);
  }
};

/** What says that the kept bytes are not what the pin names; anything else is a fault of the machine. */
const DISPROVED: ReadonlySet<Outcome> = new Set(['data', 'untrusted', 'usage']);

/** @returns the template from what was kept of it, proved by the pin; or that something else was there. */
const readAgain = async (
  source: Remote,
  world: World,
  settings: Settings,
): Promise<Fetched | 'damaged' | undefined> => {
  const { bytes, damaged } = readKept(source, world);
  if (bytes !== undefined) {
    try {
      return source.kind === 'npm'
        ? await readArchive(source, bytes)
        : await inFolder(settings, world, (context) => readPack(source, bytes, context));
    } catch (error) {
      if (!(error instanceof Stop && DISPROVED.has(error.outcome))) throw error;
    }
  } else if (!damaged) return undefined;
  dropKept(source, world);
  return 'damaged';
};

/** What is named by its content is; so is a version of our own, whose bytes are proved when they are used. */
const isKept = (source: Remote): boolean => isPinned(source) || (source.kind === 'npm' && source.builtIn === true);

const CHANGED = 'the cached copy of the template had been changed, and was thrown away';

/** A failure to fetch anew is told with the reason why it was needed. */
const withReason = (error: unknown, source: Source): unknown =>
  error instanceof Stop
    ? new Stop(
        error.outcome,
        [...error.problems, { code: 'untrusted', message: CHANGED, flag: '--template', value: sourceText(source) }],
        { cause: error },
      )
    : error;

/**
 * Gets a template's files: from its folder, from the cache where the source is pinned, else from the network.
 * Nothing of it is run, checked out or installed.
 * @throws Stop as the source's own function says
 */
export const fetchTemplate = async (source: Source, world: World, settings: Settings): Promise<FetchedTemplate> => {
  if (source.kind === 'folder') {
    world.untrusted.add(resolve(world.cwd, source.folder));
    return { ...fetchFolder(source, world), notes: [] };
  }
  const again = isKept(source) && settings.cached !== false ? await readAgain(source, world, settings) : undefined;
  if (again !== undefined && again !== 'damaged') return { ...again, notes: [] };
  const damaged = again === 'damaged';
  try {
    if (settings.offline) throw unreachable(sourceText(source), 'it is not on this machine', 'use it once');
    const fetched = await fetchRemote(source, world, settings);
    const { evidence } = fetched;
    return {
      ...fetched,
      notes: damaged ? [CHANGED] : [],
      ...(evidence === undefined ? {} : { keep: () => keep(fetched.pinned, evidence, world) }),
    };
  } catch (error) {
    throw damaged ? withReason(error, source) : error;
  }
};
