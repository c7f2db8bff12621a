/** How much a document of YAML or JSON that comes from outside may hold, by what it is. */
export interface YamlLimit {
  readonly bytes: number;
  /** Lines, items and pairs: what a reader's time grows with. Counted before anything is parsed. */
  readonly entries: number;
}

export const YAML_LIMITS = {
  /** A config file of answers. */
  config: { bytes: 1024 * 1024, entries: 10_000 },
  /** A manifest or an example. */
  plain: { bytes: 256 * 1024, entries: 10_000 },
  /** A compose file or a workflow of a repository that is looked at. */
  repository: { bytes: 512 * 1024, entries: 20_000 },
  /** A file that a template made, of which only the form is judged. */
  made: { bytes: 1024 * 1024, entries: 100_000 },
} as const satisfies Readonly<Record<string, YamlLimit>>;

export type YamlUse = keyof typeof YAML_LIMITS;
