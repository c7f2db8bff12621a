import { jsonText } from '../../text/printable';
import type { VerifyReport } from './report';

/** What is not so is said, too. */
const NOTHING_MORE = { directory: '', file: '', target: null, service: null, command: null };

/** @returns the versioned JSON document of a run of `verify`; its fields are a contract. */
export const verifyJson = ({
  outcome,
  image,
  judged,
  checks,
  problems,
  milliseconds,
  notes = [],
}: VerifyReport): string => {
  const document = {
    version: 1,
    outcome,
    image: image ?? null,
    ...(judged ? { judged: { ...NOTHING_MORE, ...judged } } : {}),
    checks: checks.map(({ id, title, status, expected, found, fix, patch, details = [], durationMs }) => ({
      id,
      title,
      status,
      expected,
      found,
      fix: fix ?? null,
      patch: patch ?? null,
      details,
      durationMs,
    })),
    durationMs: Math.round(milliseconds),
    ...(notes.length > 0 ? { notes } : {}),
    ...(problems.length > 0 ? { problems } : {}),
  };
  return jsonText(document);
};
