import { type Problem, Stop } from '../../errors';
import type { Terminal } from '../../machine/terminal';
import { everyShellWord } from '../../text/shell-words';
import type { CleanRun } from './options';

/** What the user decided, or that there was nobody to ask. */
export type Consent = 'given' | 'declined';

const missing = (flag: string, value: string, summary: string): Stop =>
  new Stop('usage', [
    {
      code: 'missing',
      message: `${flag} is missing: ${summary}`,
      flag,
      fix: `add ${value}, or --dry-run to only look`,
    },
  ]);

/**
 * Asks whether the listed objects may go.
 * @throws Stop(usage) where it must be asked and nobody can be
 */
export const askScoped = async (run: CleanRun, count: number, terminal: Terminal | undefined): Promise<Consent> => {
  if (run.yes) return 'given';
  if (terminal === undefined)
    throw missing('--yes', '--yes', 'without a terminal nothing is asked, and nothing goes unasked');
  const message = count === 1 ? 'Remove this object?' : `Remove these ${count} objects?`;
  return (await terminal.ask({ kind: 'confirm', key: 'remove', message, initial: false })) === true
    ? 'given'
    : 'declined';
};

const otherName = (typed: string, name: string): Problem => ({
  code: 'invalid',
  message: `--confirm "${typed}": expected the name of the engine, ${name}`,
  flag: '--confirm',
  value: typed,
  fix: `--confirm ${everyShellWord(name) ?? 'NAME'}, if that is the engine that you mean`,
});

/**
 * Lets the user name the engine that is to be emptied; --yes is not enough.
 * @throws Stop(usage) where the name is another's, or must be asked for and nobody can be
 */
export const askMachine = async (run: CleanRun, name: string, terminal: Terminal | undefined): Promise<Consent> => {
  if (run.confirm !== undefined) {
    if (run.confirm !== name) throw new Stop('usage', [otherName(run.confirm, name)]);
    return 'given';
  }
  if (terminal === undefined || run.yes)
    throw missing(
      '--confirm',
      `--confirm ${everyShellWord(name) ?? 'NAME'}`,
      'the whole engine is emptied only for who gives its name',
    );
  const typed = await terminal.ask({
    kind: 'line',
    key: 'engine',
    message: `Type the engine's name (${name}) to remove all of this, or nothing to leave it`,
    initial: '',
    read: (text) => (text === '' || text === name ? { value: text } : { flaw: { rule: `${name}, or an empty line` } }),
    preview: () => undefined,
  });
  return typed === name ? 'given' : 'declined';
};
