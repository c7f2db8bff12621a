import { createHash } from 'node:crypto';
import { Stop } from '../../errors';
import { breath } from '../../machine/breath';
import type { World } from '../../machine/world';
import { yamlReader } from '../../machine/yaml-reader';
import type { ActingFile } from '../../plan/acting-files';
import { unlocked } from '../../plan/locked';
import { removeProblems } from '../../plan/overlay';
import { judgeFiles } from '../../plan/plan';
import { byPath } from '../../plan/planned-file';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { sourceText } from '../../sources/source';
import { wholeTemplate } from '../../sources/team-plan';
import { readTeam, type Team } from '../../sources/team-template';
import { usedNames } from '../../template/language/used-names';
import { readTemplatePath } from '../../template/template-path';
import { shown } from '../../text/shown';
import { exampleTrials } from './examples';
import { hostileFindings } from './hostile';
import { lint } from './linters';
import { madeFrom } from './made-from';
import { type ParseFault, parseFault } from './parsable';
import type { Finding, TemplateReport } from './report';
import {
  answerFindings,
  MOST_COMBINATIONS,
  matrixTrials,
  scopeOfTrial,
  type Trial,
  type Tried,
  tryPlan,
} from './trials';

/** Linters are run over the examples and the plain plan; a handful of them shows what there is to see. */
const MOST_LINTED = 8;

const CUT = `there are more combinations: the first ${MOST_COMBINATIONS.toLocaleString('en')} were planned`;

const unusedQuestions = (team: Team, used: ReadonlySet<string>): readonly Finding[] =>
  Object.keys(team.manifest.questions)
    .filter((key) => !used.has(key))
    .map((key) => ({
      code: 'template',
      message: `${team.manifest.placeOf(['questions', key], 'key')}: the question ${key} is asked, and no file and no condition reads it`,
      flag: team.manifest.placeOf(['questions', key], 'key'),
      fix: `use ${key} in a file, or take the question out`,
    }));

/** The same fault in many plans is told once, with the first. */
const once = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map([...findings].reverse().map((finding) => [finding.message, finding])).values()].reverse();

const parseFinding = (tried: Tried, path: string, { reason, at }: ParseFault): Finding => {
  const { name, exact } = madeFrom(tried, path);
  const place = at && `${at.line}:${at.column}`;
  const where = exact && place !== undefined ? `${name}:${place}` : name;
  const came = exact ? 'what came out' : `what came out (${shown(path)}${place === undefined ? '' : `:${place}`})`;
  return {
    code: 'template',
    message: `${where}: ${came} does not parse: ${shown(reason)}`,
    flag: where,
    plan: tried.id,
  };
};

/** Reads every file of a plan that has not been seen in another one. */
const parseFindings = async (tried: Tried, seen: Set<string>, world: World): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const file of tried.files) {
    await breath(world);
    const key = `${file.path}\0${createHash('sha256').update(file.content).digest('base64')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const fault = await parseFault(file, yamlReader(world));
    if (fault !== undefined) findings.push(parseFinding(tried, file.path, fault));
  }
  return findings;
};

/** What a plan asks to be installed and does not lock. */
const lockFindings = ({ id, files }: Tried): readonly Finding[] =>
  unlocked(files).map(({ path, name }) => ({
    code: 'template',
    message: `${path}: ${shown(name)} is asked for, and not locked with a hash`,
    flag: path,
    fix: `add files/@packageManager=pip/${path}.part with ${shown(name)}==<version> and its --hash=sha256:... lines, as pip-compile --generate-hashes writes them`,
    plan: id,
  }));

/** What came of all trials. Of the files only those are kept that are linted: all plans together could be gigabytes. */
interface TriedAll {
  readonly plans: TemplateReport['plans'];
  readonly findings: readonly Finding[];
  readonly toLint: readonly Tried[];
  readonly acting: readonly ActingFile[];
}

const isShown = ({ id }: Tried): boolean => id.startsWith('examples/') || id === 'defaults';

const tryAll = async (
  team: Team,
  used: ReadonlySet<string>,
  trials: readonly Trial[],
  world: World,
): Promise<TriedAll> => {
  const whole = wholeTemplate(team, compiledBuiltIn(world));
  const [planned, parsed, hostile]: [Finding[], Finding[], Finding[]] = [[], [], []];
  const plans: TemplateReport['plans'][number][] = [];
  const [first, others]: [Tried[], Tried[]] = [[], []];
  const seen = new Set<string>();
  const acting = new Map<string, ActingFile>();
  for (const trial of trials) {
    await breath(world);
    const tried = tryPlan(team, whole, trial);
    planned.push(...tried.findings);
    if (tried.files.length === 0) continue;
    parsed.push(...(await parseFindings(tried, seen, world)), ...lockFindings(tried));
    for (const each of tried.acting) acting.set(each.path, each);
    plans.push({ id: tried.id, files: tried.files.length });
    // Plans with hostile answers are made for as many trials as are linted: each of them is many.
    if (plans.length <= MOST_LINTED) hostile.push(...(await hostileFindings(team, whole, used, trial, world)));
    const kept = isShown(tried) ? first : others;
    if (kept.length < MOST_LINTED) kept.push(tried);
  }
  return {
    plans,
    findings: [...planned, ...parsed, ...hostile],
    toLint: first.length > 0 ? first : others,
    acting: [...acting.values()].sort(byPath),
  };
};

const templateOf = (team: Team): NonNullable<TemplateReport['template']> => ({
  name: team.manifest.name,
  source: sourceText(team.pinned),
  contentHash: team.hash,
  files: team.template.files.length,
});

const ending = (findings: readonly Finding[]): Pick<TemplateReport, 'outcome' | 'end'> =>
  findings.length === 0 ? { outcome: 'pass', end: 'done' } : { outcome: 'fail', end: 'no' };

/** What can be judged of a template that cannot be planned: the names in its files, and its examples. */
const unplanned = (team: Team, trials: readonly Trial[]): readonly Finding[] => {
  const scope = trials.map((trial) => scopeOfTrial(team, trial)).find(Boolean);
  const examples = trials.filter(({ id }) => id.startsWith('examples/'));
  return [
    ...(scope === undefined ? [] : judgeFiles(team.template, scope)),
    ...examples.flatMap((trial) => answerFindings(team, trial)),
  ];
};

/** Reads the files of a template that cannot be planned and that become what they are. */
const unmade = async ({ template }: Team, world: World): Promise<readonly Finding[]> => {
  const whole = template.files.filter(({ path, program }) => !program && !readTemplatePath(path).part);
  const made = whole.map((file) => ({ file, path: readTemplatePath(file.path).parts.join('/') }));
  const makers = new Map(made.map(({ path, file }) => [path, [file]]));
  const files = made.map(({ path, file: { content } }) => ({ path, content, mode: '0644' as const }));
  const found = await parseFindings({ id: '', files, makers, acting: [], findings: [] }, new Set(), world);
  return found.map(({ plan: _, ...finding }) => finding);
};

/** In the order of files and lines. */
const byPlace = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((one, other) => (one.flag ?? '').localeCompare(other.flag ?? '', 'en', { numeric: true }));

/** Judges a template that could be read: its files, its questions, what comes out of it. */
const judge = async (team: Team, faults: readonly Finding[], world: World): Promise<TemplateReport> => {
  const common = { template: templateOf(team), problems: [], notes: team.notes };
  const removed =
    team.manifest.extends === 'builtin'
      ? removeProblems(compiledBuiltIn(world), team.manifest.remove, team.manifest.placeOf)
      : [];
  const used = new Set([...usedNames(team.template.files), ...team.manifest.conditionNames]);
  const examples = await exampleTrials(team, world);
  const matrix = await matrixTrials(team, used, examples.trials, world);
  if (faults.length + removed.length > 0) {
    const trials = [...examples.trials, ...matrix.trials];
    const found = [...faults, ...removed, ...examples.findings, ...matrix.findings, ...unplanned(team, trials)];
    const findings = byPlace(once([...found, ...(await unmade(team, world))]));
    return { ...common, ...ending(findings), plans: [], linters: [], findings };
  }
  const tried = await tryAll(team, used, [...examples.trials, ...matrix.trials], world);
  const linted = await lint(tried.toLint, world);
  const findings = byPlace(
    once([
      ...examples.findings,
      ...matrix.findings,
      ...unusedQuestions(team, used),
      ...tried.findings,
      ...linted.findings,
    ]),
  );
  return {
    ...common,
    notes: [...common.notes, ...(matrix.cut ? [CUT] : []), ...linted.notes],
    ...ending(findings),
    plans: tried.plans,
    acting: tried.acting,
    linters: linted.linters,
    findings,
  };
};

const refused = (stop: Stop): TemplateReport => ({
  outcome: ['usage', 'data', 'untrusted'].includes(stop.outcome) ? 'refused' : 'failed',
  end: stop.outcome,
  plans: [],
  linters: [],
  findings: [],
  problems: stop.problems,
  notes: [],
});

interface Settings {
  /** In seconds. */
  readonly timeout: number;
  readonly progress?: (text: string) => void;
}

/** Judges a template: `template check`. Nothing of it is run; only linters read what comes out. */
export const checkTemplate = async (source: string, settings: Settings, world: World): Promise<TemplateReport> => {
  try {
    const { team, problems } = await readTeam(source, { ...settings, cached: false }, world);
    return await judge(team, problems, world);
  } catch (error) {
    if (error instanceof Stop) return refused(error);
    throw error;
  }
};
