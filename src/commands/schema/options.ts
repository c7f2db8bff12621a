/** What has a JSON Schema: the files that are read, and the documents that `--json` prints. */
export const SCHEMAS = ['config', 'create', 'update', 'verify', 'clean', 'template', 'template-check'] as const;

export type SchemaName = (typeof SCHEMAS)[number];
