import type { ComposeService } from './compose';

/** A text file of the repository. */
export interface TextFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A YAML file of the repository, read; undefined where it does not parse. */
export interface YamlFile extends TextFile {
  readonly document: unknown;
}

/** One build that a file of the repository describes, with the tags that it puts on. */
export interface TagPlan {
  readonly file: string;
  readonly where: string;
  /** What tells builds of different things apart: Dockerfile and target. */
  readonly of: string;
  /** References such as `acme/app:latest`, as far as they can be read. */
  readonly references: readonly string[];
  /** Some of them stand behind an expression that cannot be read here. */
  readonly opaque: boolean;
}

/** What a repository says of itself: where to look and what to try, never what to run on this machine. */
export interface RepositoryFacts {
  readonly dockerfile: TextFile;
  /** It stands in the compose file: there is no such path. */
  readonly inline?: true;
  /** The build context, from the repository; empty for the repository itself. */
  readonly context: string;
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly ignoreFile?: TextFile;
  readonly composeFile?: TextFile;
  /** All services that the compose file builds, and the one that this run is about. */
  readonly services: readonly ComposeService[];
  readonly service?: ComposeService;
  /** The other services that it builds, by name. */
  readonly leftOut: readonly string[];
  readonly workflows: readonly YamlFile[];
  readonly makefile?: TextFile;
  /** The image and its tags as they were answered when the repository was made. */
  readonly answered?: {
    readonly image: string;
    readonly literals: readonly string[];
    readonly strategies: readonly string[];
  };
  /** The builds with tags that its files describe, where they were worked out when these were read. */
  readonly plans?: readonly TagPlan[];
  /** What the app gets in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** What could not be read and was left out, a sentence each. */
  readonly notes: readonly string[];
  /** The repository's own .env, whose values must not be found in the image. */
  readonly envText: string;
}

/** The same of a repository that lies in a folder of this machine. */
export interface Repository extends RepositoryFacts {
  /** Absolute. */
  readonly directory: string;
  /** The build context, absolute; it never leaves the repository. */
  readonly context: string;
}
