/** @returns the beginning of an archive whose first name has 8 GiB, with some of it. */
export const hugeName = (): Buffer => {
  const header = Buffer.alloc(512);
  header.write('././@LongLink', 0);
  header.write('77777777777\0', 124);
  header.write('L', 156);
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(20_000, 1)]);
};
