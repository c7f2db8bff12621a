import type { Files } from '../machine/files';
import { RECORD_FILE, type Recorded, readRecord } from '../project/record';
import { imageOf } from '../project/registries';
import { YAML_LIMITS } from '../yaml/limits';

/**
 * Reads the record of how a repository was made.
 * @returns it, or what is wrong with it; undefined where there is none
 * @throws Stop(io) where it may not be read
 */
export const recordIn = async (files: Files): Promise<Recorded | { readonly fault: string } | undefined> => {
  const content = await files.read(RECORD_FILE, YAML_LIMITS.config.bytes);
  if (content !== undefined) return readRecord(content.toString('utf8'));
  return (await files.at(RECORD_FILE))?.kind === 'file' ? { fault: 'it is larger than 1 MiB' } : undefined;
};

/** @returns the image that was answered, without a tag; undefined where the answers name none. */
export const recordedImage = ({ answers }: Recorded): string | undefined => {
  const { registry = 'docker.io', registryUser = '', name = '' } = answers;
  if (typeof registry !== 'string' || typeof registryUser !== 'string' || typeof name !== 'string') return undefined;
  return name === '' ? undefined : imageOf({ registry, registryUser, name });
};
