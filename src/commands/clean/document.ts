import { jsonText } from '../../text/printable';
import type { Finding } from './judge/finding';
import { freed } from './judge/finding';
import { MACHINE_STEPS } from './judge/machine';
import { type CleanReport, statusOf } from './report';

const objectOf = (finding: Finding, report: CleanReport): Readonly<Record<string, unknown>> => {
  const { kind, id, name, tags, reason, bytes, fix } = finding;
  const complaint = report.removals.find((removal) => removal.finding === finding)?.complaint;
  return {
    kind,
    id,
    name,
    ...(tags === undefined ? {} : { tags }),
    status: statusOf(finding, report),
    reason,
    bytes: bytes ?? null,
    ...(complaint === undefined ? {} : { complaint }),
    ...(fix === undefined ? {} : { fix }),
  };
};

const stepsOf = ({ findings }: CleanReport): readonly unknown[] =>
  MACHINE_STEPS.map(({ kind, title, known }) => {
    const going = findings.filter((finding) => finding.kind === kind && finding.goes);
    return { kind, title, known, count: going.length, bytes: freed(going) ?? null };
  });

/** @returns the versioned JSON document of a run of `clean`; its fields are a contract. */
export const cleanJson = (report: CleanReport): string => {
  const document = {
    version: 1,
    outcome: report.outcome,
    directory: report.directory ?? null,
    engine: report.engine ?? null,
    objects: report.findings.map((finding) => objectOf(finding, report)),
    ...(report.machine ? { steps: stepsOf(report) } : {}),
    frees: freed(report.findings) ?? null,
    problems: report.problems,
    ...(report.notes.length > 0 ? { notes: report.notes } : {}),
  };
  return jsonText(document);
};
