import { RUNNING, verdictOn } from '../../kit/evidence';

/** Why an app does not serve, in the one line of its own that says most. */

const { served: _, ...SILENT } = RUNNING;
const ended = async (...logs: string[]): Promise<string> =>
  (await verdictOn('health', { running: { ...SILENT, processes: [], exitCode: 3, logs } })).found;

test.each<[string, readonly string[], string]>([
  ['the only line', ['bye'], 'bye'],
  [
    'an error before the banner of a debugger',
    ["KeyError: 'DATABASE'", ' * Debugger PIN: 123-456-789'],
    "KeyError: 'DATABASE'",
  ],
  [
    'the exception, not the words of gunicorn behind it',
    [
      "ModuleNotFoundError: No module named 'app'",
      '[2026] [7] [INFO] Worker exiting (pid: 7)',
      '[2026] [1] [ERROR] Shutting down: Master',
      '[2026] [1] [ERROR] Reason: Worker failed to boot.',
    ],
    "ModuleNotFoundError: No module named 'app'",
  ],
  [
    'colours taken off',
    ['\u001B[31mRuntimeError: no\u001B[0m', '\u001B[33mPress CTRL+C to quit\u001B[0m'],
    'RuntimeError: no',
  ],
  [
    'the last error of several',
    ['ValueError: one', 'sqlalchemy.exc.OperationalError: two'],
    'sqlalchemy.exc.OperationalError: two',
  ],
  ['a banner where there is nothing else', [' * Serving Flask app "app"'], '* Serving Flask app "app"'],
])('the last words are %s', async (_what, logs, said) => {
  expect(await ended(...logs)).toBe(`it ended with exit code 3: ${said}`);
});
