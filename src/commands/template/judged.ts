import { PROBLEM_CODES, type Problem } from '../../errors';
import type { Judged, JudgedCheck } from '../../text/reporters/judged';
import type { TemplateReport } from './report';

/** What a fault names as its place: `template.yaml:3:1`, `files/Makefile`. */
const placeOf = ({ flag }: Problem): Pick<JudgedCheck, 'place'> => {
  const match = /^(?!-)(.*?)(?::(\d+)(?::(\d+))?)?$/.exec(flag ?? '');
  const [, file = '', line, column] = match ?? [];
  if (!/[./]/.test(file)) return {};
  return {
    place: { file, ...(line ? { line: Number(line) } : {}), ...(column ? { column: Number(column) } : {}) },
  };
};

const checkOf = (problem: Problem & { readonly plan?: string }, status: JudgedCheck['status']): JudgedCheck => ({
  id: problem.code,
  title: PROBLEM_CODES[problem.code],
  status,
  message: problem.plan === undefined ? problem.message : `${problem.message} (with ${problem.plan})`,
  ...(problem.fix === undefined ? {} : { fix: problem.fix }),
  ...placeOf(problem),
});

/** @returns the judgement on a template in the form of the reporters: each fault by itself, or that there is none. */
export const judgedTemplate = ({ template, findings, problems, plans }: TemplateReport): Judged => {
  const checks = [
    ...findings.map((finding) => checkOf(finding, 'fail')),
    ...problems.map((problem) => checkOf(problem, 'error')),
  ];
  const held: JudgedCheck = {
    id: 'template',
    title: 'a template keeps the rules of its format',
    status: 'pass',
    message: `${plans.length} plans were tried`,
  };
  return { subject: template?.name ?? 'template', checks: checks.length === 0 ? [held] : checks };
};
