import { engineWords } from '../../../machine/engine-words';

/** One step of a build, as BuildKit tells it. */
export interface BuildStep {
  /** `[build 3/7] RUN pip install ...`. */
  readonly name: string;
  readonly cached: boolean;
  /** Milliseconds since the epoch; undefined where the step did not begin. */
  readonly started?: number;
  readonly completed?: number;
  readonly error?: string;
}

export interface Build {
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly steps: readonly BuildStep[];
  /** What the failed step and the builder said last. */
  readonly lastLines: readonly string[];
  /** `Dockerfile:9`, where the builder names a line. */
  readonly line?: string;
  /** The builder's own words for why it failed. */
  readonly reason?: string;
  /** The line in which the failed step itself says why. */
  readonly said?: string;
  /** The run was ended on purpose once it had shown what it was run for. */
  readonly cutShort?: true;
}

interface Vertex {
  readonly digest: string;
  readonly name?: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

interface Progress {
  readonly vertexes?: readonly Vertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data?: string }[];
}

const MOST_LOG = 8000;
const LAST_LINES = 20;

const progressOf = (line: string): Progress | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Progress;
  } catch {
    return undefined;
  }
};

const millis = (time: string): number => Date.parse(time);

/** A step that is reused begins and ends at once; one that is asked for twice keeps its first start. */
const merged = (known: BuildStep | undefined, vertex: Vertex): BuildStep => {
  const started = known?.started ?? (vertex.started ? millis(vertex.started) : undefined);
  const completed = vertex.completed ? millis(vertex.completed) : known?.completed;
  const error = vertex.error || known?.error;
  return {
    name: vertex.name ?? known?.name ?? '',
    cached: vertex.cached ?? known?.cached ?? false,
    ...(started === undefined ? {} : { started }),
    ...(completed === undefined ? {} : { completed }),
    ...(error ? { error } : {}),
  };
};

const TELLING = /\b(error|fatal|failed|failure|denied|not found|no such|cannot|could not|unable|invalid|missing)\b/i;
const LONGEST_SAID = 300;

/** Errors say more than what stands after them, such as a notice of a newer version. */
const saidOf = (lines: readonly string[]): { readonly said?: string } => {
  const words = lines.map((line) => line.trim()).filter((line) => line !== '' && !/^\[?notice\]?/i.test(line));
  const said =
    words.findLast((line) => /^(error|fatal|e:)/i.test(line)) ??
    words.findLast((line) => TELLING.test(line)) ??
    words.at(-1);
  return said === undefined ? {} : { said: said.slice(0, LONGEST_SAID) };
};

/** Reads the progress of `docker buildx build --progress rawjson` line by line. */
export class BuildLog {
  readonly #steps = new Map<string, BuildStep>();
  readonly #logs = new Map<string, string>();

  /**
   * @returns whether the line was progress; what is not is the builder's last word
   */
  take(line: string): boolean {
    const progress = progressOf(line);
    if (!progress) return false;
    for (const vertex of progress.vertexes ?? [])
      this.#steps.set(vertex.digest, merged(this.#steps.get(vertex.digest), vertex));
    for (const { vertex, data } of progress.logs ?? []) {
      const text = (this.#logs.get(vertex) ?? '') + Buffer.from(data ?? '', 'base64').toString('utf8');
      this.#logs.set(vertex, text.slice(-MOST_LOG));
    }
    return true;
  }

  get steps(): readonly BuildStep[] {
    return [...this.#steps.values()];
  }

  /**
   * @param rest what was not progress
   * @returns the build as it ended
   */
  end(ok: boolean, rest: string, milliseconds: number): Build {
    const failed = [...this.#steps].find(([, step]) => step.error && !/context canceled/.test(step.error));
    const said = failed ? (this.#logs.get(failed[0]) ?? '').trim().split('\n') : [];
    const words = rest.split('\n');
    const line = words.find((word) => /^\S+:\d+$/.test(word));
    const reason = engineWords(rest).replace(/^ERROR: (failed to build: )?(failed to solve: )?/, '');
    return {
      ok,
      milliseconds,
      steps: this.steps,
      lastLines: ok ? [] : [...said, ...words].filter((word) => word.trim() !== '').slice(-LAST_LINES),
      ...(ok || failed === undefined ? {} : saidOf(said)),
      ...(ok || line === undefined ? {} : { line }),
      ...(ok || reason === '' ? {} : { reason }),
    };
  }
}

/** The engine's own trouble, whatever the repository holds. */
export const ENGINE_TROUBLE =
  /failed to create endpoint|no space left on device|cannot connect to the docker daemon|error during connect|error reading from server/i;

/** @returns the instruction of a step, without its place: `RUN pip install ...`; undefined for the builder's own steps. */
export const instructionOf = (step: BuildStep): string | undefined =>
  /^\[(?!internal\]).*?\d+\/\d+\] (.*)$/s.exec(step.name)?.[1];
