import { resolve as resolvePath } from 'node:path';
import { type Problem, Stop } from '../errors';
import { YAML_LIMITS } from '../yaml/limits';
import type { PlaceTree } from '../yaml/places';
import { ended, ioFailure } from './failure';
import { readBounded, whyUnread } from './read-bounded';
import type { World } from './world';
import { yamlReader } from './yaml-reader';

/** A config file of answers is small; a larger one is something else. */
const MOST_BYTES = YAML_LIMITS.config.bytes;

const refused = (outcome: 'usage' | 'data', name: string, why: string, fix: string): Stop =>
  new Stop(outcome, [
    { code: 'config', message: `config ${name}: ${why}`, flag: '--config', value: name, fix } satisfies Problem,
  ]);

/** Standard input, up to its end; a signal ends the waiting. */
const readInput = async (world: World): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  const stop = (): void => void world.stdin.destroy();
  world.ending.addEventListener('abort', stop, { once: true });
  try {
    for await (const part of world.stdin.iterator({ destroyOnReturn: true })) {
      parts.push(Buffer.from(part as Uint8Array));
      size += (part as Uint8Array).length;
      if (size > MOST_BYTES) throw refused('data', 'standard input', whyUnread('large', MOST_BYTES), FILE_OF_ANSWERS);
    }
  } catch (error) {
    throw world.ending.aborted ? ended(world) : error;
  } finally {
    world.ending.removeEventListener('abort', stop);
  }
  if (world.ending.aborted) throw ended(world);
  return textOf(Buffer.concat(parts), 'standard input');
};

const FILE_OF_ANSWERS = 'give a file of answers';

const readFile = async (path: string, name: string, world: World): Promise<string> => {
  let content: Awaited<ReturnType<typeof readBounded>>;
  try {
    content = await readBounded(path, MOST_BYTES, world);
  } catch (error) {
    throw ioFailure(error, name, '--config');
  }
  if (typeof content !== 'string') return textOf(content, name);
  const why = whyUnread(content, MOST_BYTES);
  if (content === 'missing') throw refused('usage', name, why, 'name a YAML or JSON file, or - for standard input');
  if (content === 'folder') throw refused('usage', name, why, 'name a YAML or JSON file');
  throw refused('data', name, why, FILE_OF_ANSWERS);
};

/** What a config file says, and where. */
export interface ConfigFile {
  readonly values: Readonly<Record<string, unknown>>;
  readonly places?: PlaceTree;
}

/** @throws Stop(data) for what is not UTF-8 */
const textOf = (bytes: Buffer, name: string): string => {
  const marked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const wide = marked || bytes.subarray(0, 100).includes(0);
  const what = wide ? 'it is UTF-16, not UTF-8' : 'it is not UTF-8';
  try {
    if (!wide) return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Said below.
  }
  throw refused('data', name, what, 'save it as UTF-8');
};

/**
 * Reads a config file.
 * @param path a path, or `-` for standard input
 * @returns the mapping it holds, and where; YAML 1.2 with plain data only, of which JSON is a part
 * @throws Stop(usage) when it is missing, Stop(data) when it does not parse or is no mapping
 */
export const readConfig = async (path: string, world: World): Promise<ConfigFile> => {
  const name = path === '-' ? 'standard input' : path;
  const text = path === '-' ? await readInput(world) : await readFile(resolvePath(world.cwd, path), name, world);
  const answer = await yamlReader(world)(text, 'config');
  if ('reason' in answer) {
    const { reason, at, fix, beyond } = answer;
    const where = beyond || /aliases$/.test(reason) ? '' : ` at line ${at.line}, column ${at.column}`;
    throw refused('data', name, `${reason}${where}`, fix === 'mend the YAML' ? 'mend the YAML or JSON' : fix);
  }
  const { value, places } = answer;
  if (value === null || value === undefined) return { values: {} };
  if (typeof value !== 'object' || Array.isArray(value))
    throw refused(
      'data',
      name,
      'it is no mapping of option names to values',
      'write lines such as: registryUser: acme',
    );
  if (Object.keys(value).some((key) => /^\/[/*]/.test(key)))
    throw refused('data', name, 'JSON has no comments', 'take them out, or write YAML, where # begins one');
  return { values: value as Readonly<Record<string, unknown>>, ...(places === undefined ? {} : { places }) };
};
