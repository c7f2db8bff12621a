import { writeSync } from 'node:fs';
import { Stop } from '../errors';
import { errnoOf, ioFailure } from './failure';

/** Waits a moment without giving control away; a pipe that is full for now is tried again. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/**
 * Writes text to a standard stream, whole and at once, so that it is there whatever ends the process.
 * A reader that has gone away wants no more: that is no failure.
 * @throws Stop(io) when it cannot be written, as on a full disk
 */
export const writeOut = (stream: 'standard output' | 'standard error', text: string): void => {
  const descriptor = stream === 'standard output' ? 1 : 2;
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EPIPE' || code === 'EBADF') return;
      if (code !== 'EAGAIN') {
        const stop = ioFailure(error, stream);
        throw stop instanceof Stop
          ? new Stop(
              'io',
              stop.problems.map(({ flag: _, ...problem }) => problem),
              { cause: error },
            )
          : stop;
      }
      pause(5);
    }
  }
};
