/** Lines that docker and buildx add to a failure, and that say nothing of it. */
const HINT = /^\s*$|^Run '.*--help' for more information|^See '.*--help'|^What's next:|^WARNING: |^\s+For details, /;

/** How docker, its engine and buildx begin the line that says why. */
const REASON = /Error response from daemon|^docker: |^ERROR: |^Error: |^error: |error during connect/;

/** A sentence of an engine may hold a whole log or path; where it begins and ends says most. In characters. */
const HEAD = 400;
const TAIL = 200;

const cut = (line: string): string =>
  line.length > HEAD + TAIL ? `${line.slice(0, HEAD)}...${line.slice(-TAIL)}` : line;

/** @returns the line in which docker or its engine says why it failed; empty where it said nothing. */
export const engineWords = (stderr: string): string => {
  const lines = stderr.split(/[\r\n]+/).filter((line) => !HINT.test(line));
  return cut((lines.find((line) => REASON.test(line)) ?? lines.at(-1) ?? '').trim().replace(/^docker: /, ''));
};

/** @returns whether docker itself gave up, so that an exit code is not a program's of a container. */
export const isRefusal = (stderr: string): boolean => /^(docker|Error response from daemon): /m.test(stderr);
