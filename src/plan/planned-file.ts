/** One file of the repository to be, as a value. */
export interface PlannedFile {
  /** Relative, with `/`, in NFC. */
  readonly path: string;
  readonly mode: '0644' | '0755';
  readonly content: Uint8Array;
}

/** @returns -1, 0 or 1: the order of the paths' bytes, the same in every locale. */
export const byPath = (one: { readonly path: string }, other: { readonly path: string }): number =>
  Buffer.compare(Buffer.from(one.path), Buffer.from(other.path));
