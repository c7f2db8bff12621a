import { fstatSync, statSync } from 'node:fs';
import type { World } from './world';

type Streams = Pick<World, 'stdin' | 'stdout' | 'stderr' | 'isTerminal'>;

const DESCRIPTORS = { stdin: 0, stdout: 1, stderr: 2 } as const;

/** A terminal is a character device; so is the null device, which is no terminal. */
const mayBeTerminal = (descriptor: number, platform: NodeJS.Platform): boolean => {
  if (platform === 'win32') return true;
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
};

/** @returns the standard streams, each set up when it is first used: that takes Node milliseconds, and few runs use one. */
export const standardStreams = (process: NodeJS.Process): Streams => ({
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  isTerminal: (stream) => mayBeTerminal(DESCRIPTORS[stream], process.platform) && process[stream].isTTY === true,
});
