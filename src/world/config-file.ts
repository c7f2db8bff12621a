import { resolve as resolvePath } from 'node:path';
import fs from 'fs-extra';
import { type Problem, Stop } from '../errors';
import { ioFailure } from './failure';
import type { World } from './world';

/** A config file of answers is small; a larger one is something else. */
const MOST_BYTES = 1024 * 1024;

const readInput = async (world: World): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of world.stdin.iterator({ destroyOnReturn: true })) {
    parts.push(Buffer.from(part as Uint8Array));
    size += (part as Uint8Array).length;
    if (size > MOST_BYTES) throw refused('data', 'standard input', 'it is larger than 1 MiB', 'give a file of answers');
  }
  return Buffer.concat(parts).toString('utf8');
};

const refused = (outcome: 'usage' | 'data', name: string, why: string, fix: string): Stop =>
  new Stop(outcome, [
    { code: 'config', message: `config ${name}: ${why}`, flag: '--config', value: name, fix } satisfies Problem,
  ]);

const readFile = (path: string, name: string): string => {
  try {
    if (fs.statSync(path).size > MOST_BYTES)
      throw refused('data', name, 'it is larger than 1 MiB', 'give a file of answers');
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw refused('usage', name, 'there is no such file', 'name a YAML or JSON file, or - for standard input');
    if (code === 'EISDIR') throw refused('usage', name, 'it is a folder', 'name a YAML or JSON file');
    throw ioFailure(error, name);
  }
};

/**
 * Reads a config file.
 * @param path a path, or `-` for standard input
 * @returns the mapping it holds; YAML 1.2 with plain data only, of which JSON is a part
 * @throws Stop(usage) when it is missing, Stop(data) when it does not parse or is no mapping
 */
export const readConfig = async (path: string, world: World): Promise<Readonly<Record<string, unknown>>> => {
  const name = path === '-' ? 'standard input' : path;
  const text = path === '-' ? await readInput(world) : readFile(resolvePath(world.cwd, path), name);
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    merge: false,
    stringKeys: true,
    prettyErrors: true,
  });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw refused('data', name, fault.message.split('\n')[0]!.replace(/:$/, ''), 'mend the YAML or JSON');
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refused('data', name, 'it uses YAML aliases', 'write the values out');
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw refused(
      'data',
      name,
      'it is no mapping of option names to values',
      'write lines such as: registryUser: acme',
    );
  return value as Readonly<Record<string, unknown>>;
};
