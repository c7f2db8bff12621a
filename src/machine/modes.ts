import fs from 'fs-extra';

/** What is written, and whether it can be run. */
interface Written {
  readonly content: Uint8Array;
  readonly mode: '0644' | '0755';
}

/**
 * Permission bits follow the umask, with two exceptions: nothing is world-writable, whatever the
 * umask says, and the owner can always read and enter what was made.
 */
const bits = (wanted: number, owner: number): number => (wanted & ~process.umask()) | owner;

const modeOf = (file: Written): number => (file.mode === '0755' ? bits(0o775, 0o700) : bits(0o664, 0o600));

/** Writes a file that must not exist yet. */
export const writeNew = (path: string, file: Written): void => {
  const mode = modeOf(file);
  fs.writeFileSync(path, file.content, { flag: 'wx', mode });
  // open(2) takes the umask's bits off again; only an odd umask makes a difference.
  if ((process.umask() & 0o700) !== 0) fs.chmodSync(path, mode);
};

/** Makes a folder that must not exist yet. */
export const makeFolder = (path: string): void => {
  fs.mkdirSync(path, bits(0o775, 0o700));
  if ((process.umask() & 0o700) !== 0) fs.chmodSync(path, bits(0o775, 0o700));
};
