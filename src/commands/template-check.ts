import { createHash } from 'node:crypto';
import { Stop } from '../errors';
import type { Scope } from '../options/scope';
import { removeProblems } from '../plan/overlay';
import { parseFault } from '../plan/parsable';
import type { Finding, TemplateReport } from '../report/template-report';
import { shown } from '../template/fault';
import { sourceText } from '../template/source';
import type { CompiledTemplate } from '../template/template';
import { usedNames } from '../template/used-names';
import { compiledBuiltIn } from '../world/built-in';
import { lint } from '../world/linters';
import type { World } from '../world/world';
import { wholeTemplate } from './team-plan';
import { readTeam, type Team } from './team-template';
import { exampleTrials } from './template-examples';
import { hostileFindings } from './template-hostile';
import { matrixTrials, type Trial, type Tried, tryPlan } from './template-trials';

/** Linters are run over the examples and the plain plan; a handful of them shows what there is to see. */
const MOST_LINTED = 8;

const unusedQuestions = (team: Team, used: ReadonlySet<string>): readonly Finding[] =>
  Object.keys(team.manifest.questions)
    .filter((key) => !used.has(key))
    .map((key) => ({
      code: 'template',
      message: `template.yaml: the question ${key} is asked, and no file and no condition reads it`,
      flag: key,
      fix: `use ${key} in a file, or take the question out`,
    }));

/** The same fault in many plans is told once, with the first. */
const once = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map([...findings].reverse().map((finding) => [finding.message, finding])).values()].reverse();

/** @param seen the contents that were parsed already, in other plans */
const parseFindings = async ({ id, files }: Tried, seen: Set<string>): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const file of files) {
    const key = `${file.path}\0${createHash('sha256').update(file.content).digest('base64')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const fault = await parseFault(file);
    if (fault !== undefined)
      findings.push({
        code: 'template',
        message: `${shown(file.path)}: what came out does not parse: ${shown(fault)}`,
        flag: shown(file.path),
        plan: id,
      });
  }
  return findings;
};

/** Plans with hostile answers are made for as many trials as are linted: each of them is many. */
const hostile = async (
  team: Team,
  whole: (scope: Scope) => CompiledTemplate,
  used: ReadonlySet<string>,
  trials: readonly Trial[],
): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (const trial of trials.slice(0, MOST_LINTED)) found.push(...(await hostileFindings(team, whole, used, trial)));
  return found;
};

/** What came of all trials. Of the files only those are kept that are linted: all plans together could be gigabytes. */
interface AllTried {
  readonly plans: TemplateReport['plans'];
  readonly planFindings: readonly Finding[];
  readonly parsing: readonly Finding[];
  readonly linted: readonly Tried[];
}

const tryAll = async (trials: readonly Trial[], tryOne: (trial: Trial) => Tried): Promise<AllTried> => {
  const plans: { id: string; files: number }[] = [];
  const planFindings: Finding[] = [];
  const parsing: Finding[] = [];
  const seen = new Set<string>();
  const asked: Tried[] = [];
  const others: Tried[] = [];
  for (const trial of trials) {
    const tried = tryOne(trial);
    planFindings.push(...tried.findings);
    if (tried.files.length === 0) continue;
    plans.push({ id: tried.id, files: tried.files.length });
    parsing.push(...(await parseFindings(tried, seen)));
    const kept = tried.id.startsWith('examples/') || tried.id === 'defaults' ? asked : others;
    if (kept.length < MOST_LINTED) kept.push(tried);
    if (asked.length > 0) others.length = 0;
  }
  return { plans, planFindings, parsing, linted: asked.length > 0 ? asked : others };
};

const templateOf = (team: Team): NonNullable<TemplateReport['template']> => ({
  name: team.manifest.name,
  source: sourceText(team.pinned),
  contentHash: team.hash,
  files: team.template.files.length,
});

const ending = (findings: readonly Finding[]): Pick<TemplateReport, 'outcome' | 'end'> =>
  findings.length === 0 ? { outcome: 'pass', end: 'done' } : { outcome: 'fail', end: 'no' };

/** Judges a template that could be read: its files, its questions, what comes out of it. */
const judge = async (team: Team, faults: readonly Finding[], world: World): Promise<TemplateReport> => {
  const common = { template: templateOf(team), problems: [], notes: team.notes };
  const removed =
    team.manifest.extends === 'builtin' ? removeProblems(compiledBuiltIn(world), team.manifest.remove) : [];
  if (faults.length + removed.length > 0) {
    const findings = [...faults, ...removed];
    return { ...common, ...ending(findings), plans: [], linters: [], findings };
  }
  const used = new Set([...usedNames(team.template.files), ...team.manifest.conditionNames]);
  const examples = await exampleTrials(team);
  const matrix = matrixTrials(team, used, examples.trials);
  const whole = await wholeTemplate(team, world);
  const trials = [...examples.trials, ...matrix.trials];
  const tried = await tryAll(trials, (trial) => tryPlan(team, whole, trial));
  const linted = await lint(tried.linted, world);
  const findings = once([
    ...examples.findings,
    ...matrix.findings,
    ...unusedQuestions(team, used),
    ...tried.planFindings,
    ...tried.parsing,
    ...(await hostile(
      team,
      whole,
      used,
      trials.filter(({ id }) => tried.plans.some((one) => one.id === id)),
    )),
    ...linted.findings,
  ]);
  return {
    ...common,
    ...ending(findings),
    plans: tried.plans,
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
