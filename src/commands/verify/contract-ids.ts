/** The ids of the contracts of `verify`, in the order in which they are told. They are public and keep their names. */
export const CONTRACT_IDS = [
  'build',
  'tags',
  'cache',
  'user',
  'files',
  'read-only',
  'capabilities',
  'health',
  'stop',
  'secrets',
  'context',
  'size',
  'lint',
  'libraries',
] as const;

export type ContractId = (typeof CONTRACT_IDS)[number];
