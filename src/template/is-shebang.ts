/** @returns whether a file begins with `#!`: it is to be run, on every system. */
export const isShebang = (content: Uint8Array): boolean => content[0] === 0x23 && content[1] === 0x21;
