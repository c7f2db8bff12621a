import type { Judged } from '../../text/reporters/judged';
import type { VerifyReport } from './report';

/** @returns a run of `verify` in the form of the reporters. */
export const judgedRepository = ({ directory, checks, problems }: VerifyReport): Judged => ({
  subject: directory.split(/[\\/]/).at(-1) || directory,
  checks: [
    ...checks.map(({ id, title, status, expected, found, fix, durationMs }) => ({
      id,
      title,
      status,
      message: status === 'pass' || status === 'skip' ? found : `${found} (expected: ${expected})`,
      ...(fix === undefined ? {} : { fix }),
      milliseconds: durationMs,
    })),
    ...problems.map(({ code, message, fix }) => ({
      id: code,
      title: 'the run itself',
      status: 'error' as const,
      message,
      ...(fix === undefined ? {} : { fix }),
    })),
  ],
});
