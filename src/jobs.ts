import { readStructure } from './plan/structure/read-structure';
import type { YamlUse } from './template/limits';
import { readYaml } from './yaml/read-yaml';
import type { Template } from './template/template';
import { readRepository } from './repository/read-repository';

/** What can be done in a thread of its own. What goes in and what comes out is plain data. */
export const JOBS = {
  yaml: ({ text, use }: { readonly text: string; readonly use: YamlUse }) => readYaml(text, use),
  structure: readStructure,
  compile: async (template: Template) => (await import('./template/language/compile-template')).compileTemplate(template),
  repository: (directory: string) => readRepository(directory),
};
