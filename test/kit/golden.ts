import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './program';

/** What nobody can judge by a rule is compared with what was last looked at. */

/** @throws where they differ, as jest tells it, and the command that records what is made now */
export const expectSame = (path: string, made: string, command: string): void => {
  const file = join(ROOT, path);
  const recorded = existsSync(file) ? readFileSync(file, 'utf8') : '';
  try {
    expect(made).toBe(recorded);
  } catch (error) {
    (error as Error).message =
      `${path} is not what is made now: ${command}, then look at the difference\n\n${(error as Error).message}`;
    throw error;
  }
};

/**
 * @param path from the root, of the text that was last looked at
 * @param made what is made now; `npm run golden` records it
 */
export const expectRecorded = (path: string, made: string): void => {
  if (process.env['UPDATE_GOLDEN'] === 'true') {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), made);
  }
  expectSame(path, made, 'npm run golden');
};
