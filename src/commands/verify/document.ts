import { jsonText } from '../../text/printable';
import type { VerifyReport } from './report';

/** @returns the versioned JSON document of a run of `verify`; its fields are a contract. */
export const verifyJson = ({ outcome, image, checks, problems, notes = [] }: VerifyReport): string => {
  const document = {
    version: 1,
    outcome,
    image: image ?? null,
    checks: checks.map(({ id, title, status, expected, found, fix, durationMs }) => ({
      id,
      title,
      status,
      expected,
      found,
      fix: fix ?? null,
      durationMs,
    })),
    ...(notes.length > 0 ? { notes } : {}),
    ...(problems.length > 0 ? { problems } : {}),
  };
  return jsonText(document);
};
