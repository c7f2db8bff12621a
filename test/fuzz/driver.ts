import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One run of the program, as a value: kept in the corpus when it failed once. */
export interface Case {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to `config.yaml` in the current folder. */
  readonly config?: string;
  readonly input?: string;
  /** Written to `tpl/` in the current folder: path to text. */
  readonly tree?: Readonly<Record<string, string>>;
  /** Where it is run, instead of in a folder of its own. */
  readonly folder?: string;
}

export interface Outcome {
  readonly exitCode?: number;
  readonly thrown?: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether anything in the current folder changed. */
  readonly written: boolean;
  readonly milliseconds: number;
}

const HANGS = 20_000;

/** Runs cases one after the other in a process that lives on between them; a case that hangs ends it. */
export class Driver {
  private child: ChildProcessWithoutNullStreams | undefined;
  private waiting: ((outcome: Outcome) => void) | undefined;
  private complaint = '';
  private last: Promise<unknown> = Promise.resolve();
  private over = false;
  runs = 0;

  private started(): ChildProcessWithoutNullStreams {
    if (this.child) return this.child;
    const child = spawn(process.execPath, [join(__dirname, 'many-runs.cjs')]);
    this.child = child;
    this.complaint = '';
    child.stderr.on('data', (text) => (this.complaint += text));
    createInterface({ input: child.stdout }).on('line', (line) => this.waiting?.(JSON.parse(line)));
    child.on('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = undefined;
      const thrown = `the process ended with ${code ?? signal}: ${this.complaint}`;
      this.waiting?.({ thrown, stdout: '', stderr: '', written: false, milliseconds: 0 });
    });
    return child;
  }

  /** One case at a time: a property that is interrupted leaves its last case running. */
  run(one: Case): Promise<Outcome> {
    if (this.over) return Promise.reject(new Error('no case is run after the end'));
    const next = this.last.then(() => this.runNow(one));
    this.last = next;
    return next;
  }

  private async runNow(one: Case): Promise<Outcome> {
    const child = this.started();
    this.runs += 1;
    const timer = setTimeout(() => child.kill('SIGKILL'), HANGS);
    const outcome = await new Promise<Outcome>((resolve) => {
      this.waiting = resolve;
      child.stdin.write(
        `${JSON.stringify(one).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`)}\n`,
      );
    });
    clearTimeout(timer);
    return outcome;
  }

  /** Waits for the last case. A property that was interrupted may go on, and would start a process that nobody ends. */
  async end(): Promise<void> {
    this.over = true;
    await this.last;
    const child = this.child;
    this.child = undefined;
    child?.stdin.end();
  }
}
