import type { Change } from './compare';

const isText = (bytes: Uint8Array): boolean => !bytes.includes(0);

/**
 * What a change does to a file, as a unified diff.
 * @param createTwoFilesPatch of the `diff` package, handed in because only a run that shows diffs loads it
 * @returns '' where nothing changes
 */
export const diffOf = (
  change: Change,
  createTwoFilesPatch: (
    from: string,
    to: string,
    before: string,
    after: string,
    fromHeader: string,
    toHeader: string,
  ) => string,
): string => {
  const { action, previous, content, path } = change;
  if (action === 'same' || action === 'keep') return '';
  const before = previous ?? new Uint8Array();
  if (!isText(before) || !isText(content)) return `Binary files differ: ${path}\n`;
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
  const from = previous === undefined ? '/dev/null' : `a/${path}`;
  return createTwoFilesPatch(from, `b/${path}`, text(before), text(content), '', '').replace(/^=+\n/, '');
};
