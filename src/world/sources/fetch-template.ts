import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fs from 'fs-extra';
import { Stop } from '../../errors';
import { isPinned, type Source, sourceText } from '../../template/source';
import { printable } from '../../text/printable';
import { ioFailure } from '../failure';
import {
  makeWorkingFolder,
  removeWorkingFolder,
  sweepTemporary,
  TEMPORARY,
  type WorkingFolder,
} from '../working-folder';
import type { World } from '../world';
import { readCache, writeCache } from './cache';
import { unreachable } from './fetch-failure';
import type { FetchContext, Fetched } from './fetched';
import { fetchFolder } from './folder-source';
import { fetchGit } from './git-source';
import { fetchNpm } from './npm-source';

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

const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  sweepTemporary();
  let working: WorkingFolder;
  let folder: string;
  try {
    working = makeWorkingFolder(fs.realpathSync(tmpdir()), TEMPORARY);
    folder = join(working.path, 'work');
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    throw ioFailure(error, tmpdir(), '--template');
  }
  try {
    return await work(folder);
  } finally {
    removeWorkingFolder(working);
  }
};

const fetchRemote = async (
  source: Exclude<Source, { kind: 'folder' }>,
  world: World,
  settings: Settings,
): Promise<Fetched> => {
  const patience = { silence: SILENCE, deadline: Date.now() + settings.timeout * 1000 };
  const words = setTimeout(() => settings.progress?.(`Fetching ${printable(sourceText(source))} ...\n`), QUICK);
  try {
    return await withFolder((folder) => {
      const context: FetchContext = { world, patience, folder };
      return source.kind === 'git' ? fetchGit(source, context) : fetchNpm(source, context);
    });
  } catch (error) {
    throw ioFailure(error, 'the template', '--template');
  } finally {
    clearTimeout(words);
  }
};

const CHANGED = 'the cached copy of the template had been changed, and was thrown away';

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
  const pinned = isPinned(source);
  const cached = pinned && settings.cached !== false ? readCache(source, world) : {};
  if (cached.files) return { files: cached.files, pinned: source, notes: [] };
  if (settings.offline) throw unreachable(sourceText(source), 'it is not on this machine', 'use it once');
  try {
    const fetched = await fetchRemote(source, world, settings);
    return {
      ...fetched,
      notes: cached.damaged ? [CHANGED] : [],
      keep: () => writeCache(fetched.pinned, fetched.files, world),
    };
  } catch (error) {
    if (!(error instanceof Stop) || !cached.damaged) throw error;
    throw new Stop(
      error.outcome,
      [...error.problems, { code: 'untrusted', message: CHANGED, flag: '--template', value: sourceText(source) }],
      { cause: error },
    );
  }
};
