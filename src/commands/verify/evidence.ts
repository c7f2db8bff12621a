import type { Repository, TextFile } from '../../repository/repository';
import type { ContractId } from './contract-ids';
import type { Build } from './reading/build-log';
import type { Layer } from './reading/layers';
import type { ProcessFacts } from './reading/processes';

/** What the engine says of an image. */
export interface Image {
  readonly id: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** The words of HEALTHCHECK as Docker keeps them: `CMD ...`, `CMD-SHELL line`, `NONE`. */
  readonly healthcheck: readonly string[];
  /** Nanoseconds, as Docker keeps them; 0 where the image does not say. */
  readonly healthTimeout: number;
  readonly stopSignal: string;
  readonly shell: readonly string[];
  readonly ports: readonly number[];
  /** The digests of the unpacked layers, base first. */
  readonly layers: readonly string[];
  readonly architecture: string;
  /** What made each layer and each setting, newest last. */
  readonly history: readonly { readonly by: string; readonly empty: boolean }[];
}

/** The files of an image, layer by layer, with the credentials that stand in them. */
export interface Contents {
  readonly layers: readonly Layer[];
  /** How many layers, counted from the first, are the base image's; undefined where it cannot be told. */
  readonly base: number | undefined;
  /** A layer that could not be read, and why. */
  readonly unread: readonly string[];
}

/** How a container of the image did. */
export interface Running {
  /** The first answer of the app, undefined where there was none. */
  readonly served?: { readonly port: number; readonly path: string; readonly status: number };
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'none';
  readonly lastCheck: string;
  /** Milliseconds from the start to the first answer. */
  readonly readyMs: number;
  readonly processes: readonly ProcessFacts[];
  /** Why the processes are not all known, or what of them is not. */
  readonly unseen?: string;
  /** The last lines that it wrote. */
  readonly logs: readonly string[];
  /** Set where the container ended by itself. */
  readonly exitCode?: number;
  /** Something in it listens without an answer: what, in words. */
  readonly deaf?: string;
  /** Docker could not start it at all: its own words. */
  readonly notStarted?: string;
}

/** What can be taken away from a container. */
export type Hardening = 'read-only' | 'capabilities';

export interface Stopped {
  readonly seconds: number;
  readonly graceSeconds: number;
  readonly exitCode: number;
  /** What became of the request that was under way: a status, or why there was none. */
  readonly inFlight: { readonly status?: number; readonly why?: string; readonly unseen?: true };
}

/** A build of a changed copy of the repository. */
export interface Rebuilt {
  /** The files that were changed. */
  readonly changed: readonly string[];
  readonly build: Build;
}

export interface ContextFile {
  readonly path: string;
  readonly bytes: number;
}

export interface ContextFacts {
  readonly files: readonly ContextFile[];
  readonly bytes: number;
  /** Files that were planted in the copy and that a COPY could take. */
  readonly planted: readonly string[];
  /** Folders of this machine's tools, or of history, that it could take whole. */
  readonly taken?: readonly ContextFile[];
  readonly ignoreFile?: string;
}

export interface Warning {
  readonly tool: string;
  readonly rule: string;
  readonly line: number;
  readonly message: string;
}

export interface LintFacts {
  readonly warnings: readonly Warning[];
  readonly ran: readonly string[];
  /** Why the others did not run. */
  readonly absent: readonly string[];
}

export interface Tagged {
  readonly references: readonly { readonly tag: string; readonly id: string }[];
  /** Whether a further tag, put on afterwards, left the image as it was and added no layer. */
  readonly copied: boolean;
}

/**
 * Everything that a contract may ask for. Each answer is gathered when it is first asked for, once, and
 * shared. What cannot be gathered throws Unjudged.
 */
export interface Evidence {
  readonly repository: () => Promise<Repository>;
  readonly build: () => Promise<Build>;
  readonly image: () => Promise<Image>;
  readonly contents: () => Promise<Contents>;
  readonly tagged: () => Promise<Tagged>;
  readonly context: () => Promise<ContextFacts>;
  /** Builds a copy with one source line changed; undefined where there is no source to change. */
  readonly afterSource: () => Promise<Rebuilt | undefined>;
  /** Builds a copy with a changed requirement, until the first dependency step has run, or runs for long, or all is cached. */
  readonly afterRequirement: () => Promise<Rebuilt | undefined>;
  readonly running: () => Promise<Running>;
  readonly hardened: (what: readonly Hardening[]) => Promise<Running>;
  /** The image's health check, run where no app runs: its exit code; undefined where it did not end in time. */
  readonly checkWithoutApp: () => Promise<{
    readonly exitCode: number | undefined;
    readonly output: string;
    /** Docker did not run it: its own words. */
    readonly refused?: string;
  }>;
  readonly stopped: () => Promise<Stopped>;
  readonly lint: () => Promise<LintFacts>;
  /** The text files of the build context that are wanted, named from the repository: few and small ones. */
  readonly sources: (wanted: (file: TextFile) => boolean) => Promise<readonly TextFile[]>;
  /** Whether the search for credentials finds what was planted, in a deleted file as well. */
  readonly searchWorks: () => Promise<boolean>;
}

/** There is nothing to judge, in words; `see` is the contract whose no decides this one. */
export class Undecided extends Error {
  constructor(
    message: string,
    readonly see?: ContractId,
  ) {
    super(message);
    this.name = 'Undecided';
  }
}

/** The app does not serve: what another contract, health, judges. */
export class SeeHealth extends Undecided {
  constructor(message: string) {
    super(message, 'health');
  }
}

/** Evidence that could not be had, in words, with what to do about it. */
export class Unjudged extends Error {
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
    this.name = 'Unjudged';
  }
}
