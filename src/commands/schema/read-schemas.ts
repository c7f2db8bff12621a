import { join } from 'node:path';
import fs from 'fs-extra';
import { ioFailure } from '../../machine/failure';
import type { World } from '../../machine/world';
import type { SchemaName } from './options';

/** @returns where a schema lies in the installed package, absolute. */
export const schemaPath = (name: SchemaName, { home }: Pick<World, 'home'>): string =>
  join(home, 'schema', `${name}.schema.json`);

/**
 * @returns the text of a schema
 * @throws Stop(io) where the installed package is not whole
 */
export const schemaText = (name: SchemaName, world: Pick<World, 'home'>): string => {
  const path = schemaPath(name, world);
  try {
    return fs.readFileSync(path).toString();
  } catch (error) {
    throw ioFailure(error, path, null);
  }
};
