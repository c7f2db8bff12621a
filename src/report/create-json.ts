import { createHash } from 'node:crypto';
import type { CreateReport } from './create-report';

/** @returns the versioned JSON document of a run of `create`; its fields are a contract. */
export const createJson = (report: CreateReport): string => {
  const files = report.changes.map(({ path, mode, content, action }) => {
    const diff = report.diffs?.get(path);
    const backup = report.backups.get(path);
    return {
      path,
      mode,
      sha256: createHash('sha256').update(content).digest('hex'),
      action,
      ...(diff === undefined ? {} : { diff }),
      ...(backup === undefined ? {} : { backup }),
    };
  });
  const steps = report.steps.map(({ id, status, reason, commands }) => ({
    id,
    status,
    ...(reason ? { reason } : {}),
    ...(commands ? { commands } : {}),
  }));
  const document = {
    version: 1,
    outcome: report.outcome,
    directory: report.directory ?? null,
    answers: report.answers,
    files,
    steps,
    replay: report.replay,
    problems: report.problems,
    ...(report.notes.length > 0 ? { notes: report.notes } : {}),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
