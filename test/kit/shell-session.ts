import { atTerminal, KEYS, type Person } from './terminal';

/** One bash at a pseudo-terminal, into which somebody pastes one block after another. */
export interface ShellSession {
  /** Pastes lines, and waits until all have ended well. @returns what was on the screen since. */
  readonly paste: (lines: string) => Promise<string>;
  /** Pastes lines whose last one stays; when `until` is done, keys end it: Ctrl-C. @returns what was on the screen. */
  readonly pasteUntil: (lines: string, until: (person: Person) => Promise<void>, keys?: string) => Promise<string>;
  readonly leave: () => Promise<void>;
}

const PATIENCE = 600_000;
const PROMPT = 'READY> ';
/** A command that failed, other than by Ctrl-C, is told where it failed. */
const SETTLING = `trap 's=$?; [ $s -eq 130 ] || echo "fai""led with $s: $BASH_COMMAND"' ERR; PS1='READY''> '`;

/** @param program a bash, here or in a container, as file and words */
export const startShell = async (program: readonly string[], cwd: string, env = {}): Promise<ShellSession> => {
  const person = atTerminal([], { program, cwd, env: { HOME: process.env['HOME'], ...env }, columns: 200 });
  let from = 0;
  const since = (): string => person.seen().slice(from);
  const promptsShown = async (count: number): Promise<void> => {
    const end = Date.now() + PATIENCE;
    while (since().split(PROMPT).length <= count) {
      if (Date.now() > end) throw new Error(`no prompt came back:\n${since()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const ended = async (prompts: number): Promise<string> => {
    await promptsShown(prompts);
    const shown = since();
    from = person.seen().length;
    if (/^failed with \d+: /m.test(shown)) throw new Error(shown);
    return shown;
  };
  const type = (lines: string): number => {
    const all = lines.trimEnd().split('\n');
    person.type(`${all.join('\r')}\r`);
    return all.length;
  };
  type(SETTLING);
  await ended(1);
  return {
    paste: (lines) => ended(type(lines)),
    pasteUntil: async (lines, until, keys = KEYS.ctrlC) => {
      const prompts = type(lines);
      await until(person).catch((error: Error) => {
        throw new Error(`${error.message}\n${since()}`);
      });
      person.type(keys);
      return ended(prompts);
    },
    leave: async () => {
      person.type('exit\r');
      await person.exit;
    },
  };
};
