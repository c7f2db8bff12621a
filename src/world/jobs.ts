import { readStructure } from '../plan/structure/read-structure';
import type { YamlUse } from '../template/limits';
import { readYaml } from '../template/read-yaml';
import { readRepository } from './repository-files';

/** What can be done in a thread of its own. What goes in and what comes out is plain data. */
export const JOBS = {
  yaml: ({ text, use }: { readonly text: string; readonly use: YamlUse }) => readYaml(text, use),
  structure: readStructure,
  repository: (directory: string) => readRepository(directory),
};
