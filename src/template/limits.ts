import type { Problem } from '../errors';
import { shownPath } from '../text/shown';
import type { TemplateFile } from './template';

/**
 * How large a template may be, and what it makes. The tags are our own limit: it bounds the time that judging takes.
 * `fileBytes` holds for a file as it is and as it comes out, and for the text that an expression gives.
 */
export const LIMITS = {
  files: 2_000,
  fileBytes: 1_048_576,
  totalBytes: 20_971_520,
  fileTags: 2_000,
  totalTags: 20_000,
  /** Steps that the rendering of all files may take. */
  steps: 200_000,
  /** Of all files of the repository to be. */
  planBytes: 20_971_520,
  examples: 200,
  exampleBytes: 65_536,
} as const;

/** @returns a problem for each limit that the files exceed. */
export const beyondLimits = (files: readonly TemplateFile[]): readonly Problem[] => {
  const total = files.reduce((sum, file) => sum + file.content.length, 0);
  const problems: Problem[] = files
    .filter((file) => file.content.length > LIMITS.fileBytes)
    .map((file) => ({
      code: 'template',
      message: `${shownPath(file.origin ?? file.path)}: ${file.content.length} bytes are more than ${LIMITS.fileBytes}`,
      flag: shownPath(file.origin ?? file.path),
    }));
  if (files.length > LIMITS.files)
    problems.push({ code: 'template', message: `the template has ${files.length} files, more than ${LIMITS.files}` });
  if (total > LIMITS.totalBytes)
    problems.push({ code: 'template', message: `the template has ${total} bytes, more than ${LIMITS.totalBytes}` });
  return problems;
};
