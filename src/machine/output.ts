import { writeSync } from 'node:fs';
import { Stop } from '../errors';
import { errnoOf, ioFailure } from './failure';

/** Waits a moment without giving control away; a pipe that is full for now is tried again. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Says on standard error what went wrong. Where it cannot be written the exit code tells alone: that it has a reader is no part of the result. */
export const complain = (text: string): void => {
  try {
    writeOut('standard error', text);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
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
      if (code !== 'EAGAIN') throw ioFailure(error, stream, null);
      pause(5);
    }
  }
};
