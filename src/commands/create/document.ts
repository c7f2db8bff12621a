import { createHash } from 'node:crypto';
import type { ReportedTemplate } from '../../sources/team-plan';
import { jsonText } from '../../text/printable';
import type { CreateReport } from './report';

/** The answers in the form of a config file: those to a template's questions stand under `set`. */
const answersOf = ({ answers, template }: CreateReport): Readonly<Record<string, unknown>> => {
  if (!template) return answers;
  const entries = Object.entries(answers);
  const own = (key: string): boolean => template.questions.includes(key);
  return {
    ...Object.fromEntries(entries.filter(([key]) => !own(key))),
    set: Object.fromEntries(entries.filter(([key]) => own(key))),
  };
};

const templateOf = ({ name, source, contentHash, acting, next }: ReportedTemplate) => ({
  name,
  source,
  contentHash,
  acting: acting.map(({ path, why }) => ({ path, why })),
  next,
});

/**
 * @param generator the program's version
 * @returns the versioned JSON document of a run of `create`; its fields are a contract
 */
export const createJson = (report: CreateReport, generator: string): string => {
  const acts = new Map(report.template?.acting.map(({ path, why }) => [path, why]));
  const files = report.changes.map(({ path, mode, content, action }) => {
    const diff = report.diffs?.get(path);
    const backup = report.backups.get(path);
    const why = acts.get(path);
    return {
      path,
      mode,
      sha256: createHash('sha256').update(content).digest('hex'),
      action,
      ...(diff === undefined ? {} : { diff }),
      ...(backup === undefined ? {} : { backup }),
      ...(why === undefined ? {} : { acts: why }),
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
    answers: answersOf(report),
    files,
    steps,
    replay: report.replay,
    next: report.next.flatMap(({ commands }) => commands),
    generator,
    problems: report.problems,
    ...(report.notes.length > 0 ? { notes: report.notes } : {}),
    ...(report.template ? { template: templateOf(report.template) } : {}),
  };
  return jsonText(document);
};
