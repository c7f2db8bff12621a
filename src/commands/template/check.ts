import { Stop } from '../../errors';
import { breath } from '../../machine/breath';
import { terminalOf } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { ActingFile } from '../../plan/acting-files';
import { removeProblems } from '../../plan/overlay';
import { byPath } from '../../plan/plan';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { sourceText } from '../../sources/source';
import { wholeTemplate } from '../../sources/team-plan';
import { consent, readTeam, type Team } from '../../sources/team-template';
import { usedNames } from '../../template/language/used-names';
import { shellOf } from '../../text/shell-words';
import { exampleTrials } from './examples';
import { byPlace, lockFindings, once, parseFindings, unusedQuestions } from './findings';
import { hostileFindings } from './hostile';
import { lint } from './linters';
import { type MadeRuns, runMade } from './made/run-made';
import type { Finding, TemplateReport } from './report';
import { MOST_COMBINATIONS, matrixTrials, type Trial, type Tried, tryPlan } from './trials';
import { unmade, unplanned } from './unplanned';
import { judgeUpdates } from './updates';

/** Linters are run over the examples and the plain plan; a handful of them shows what there is to see. */
const MOST_LINTED = 8;

const CUT = `there are more combinations: the first ${MOST_COMBINATIONS.toLocaleString('en')} were planned`;

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

const removedOf = ({ manifest }: Team, world: World): readonly Finding[] =>
  manifest.extends === 'builtin' ? removeProblems(compiledBuiltIn(world), manifest.remove, manifest.placeOf) : [];

/** Judges a template that could be read: its files, its questions, what comes out of it. */
const judge = async (
  team: Team,
  unread: readonly Finding[],
  settings: Settings,
  world: World,
): Promise<TemplateReport> => {
  const { notes } = team;
  const faults = [...unread, ...removedOf(team, world)];
  const common = { template: templateOf(team), problems: [], plans: [], linters: [], notes };
  const used = new Set([...usedNames(team.template.files), ...team.manifest.conditionNames]);
  const examples = await exampleTrials(team, world);
  const matrix = await matrixTrials(team, used, examples.trials, world);
  const trials = [...examples.trials, ...matrix.trials];
  const asked = [...examples.findings, ...matrix.findings];
  if (faults.length > 0) {
    const findings = byPlace(once([...faults, ...asked, ...unplanned(team, trials), ...(await unmade(team, world))]));
    return { ...common, ...ending(findings), findings };
  }
  const { toLint, plans, acting, findings: tried } = await tryAll(team, used, trials, world);
  const { linters, findings: linted, notes: told } = await lint(toLint, world);
  const findings = byPlace(once([...asked, ...unusedQuestions(team, used), ...tried, ...linted]));
  const noted = [...notes, ...(matrix.cut ? [CUT] : []), ...told];
  const report = { ...common, ...ending(findings), notes: noted, plans, acting, linters, findings };
  return whenRun(report, toLint, settings, world);
};

/** @returns the judgement with what came of running, where that is asked for and there is no fault without it. */
const whenRun = async (
  report: TemplateReport,
  plans: readonly Tried[],
  { run, progress }: Settings,
  world: World,
): Promise<TemplateReport> => {
  if (!run) return report;
  if (report.findings.length > 0) return { ...report, notes: [...report.notes, 'nothing was run: it has faults'] };
  return withRuns(report, await runMade(plans, progress, world));
};

const withRuns = (report: TemplateReport, { steps, findings, problems, end, notes }: MadeRuns): TemplateReport => ({
  ...report,
  ...ending(findings),
  ...(end === undefined ? {} : { outcome: 'failed', end }),
  runs: steps,
  findings,
  problems,
  notes: [...report.notes, ...notes],
});

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
  /** The repositories that it makes are run too; what is not pinned is asked about. */
  readonly run?: { readonly typed: string };
  /** An older version, from which an update is judged too. */
  readonly from?: string;
}

/** Adds what an update from an older version would do; a template that has faults is mended first. */
const withUpdates = async (
  team: Team,
  report: TemplateReport,
  settings: Settings,
  world: World,
): Promise<TemplateReport> => {
  if (settings.from === undefined || report.plans.length === 0) return report;
  const { updates, findings, notes } = await judgeUpdates(team, settings.from, settings, world);
  const all = once([...report.findings, ...findings]);
  return { ...report, ...ending(all), updates, findings: all, notes: [...report.notes, ...notes] };
};

/**
 * Judges a template: `template check`. Nothing of it is run, but with `run`; only linters read what comes out.
 * @throws Stop(untrusted) where a template that is not pinned is to be run and nobody agrees
 */
export const checkTemplate = async (source: string, settings: Settings, world: World): Promise<TemplateReport> => {
  try {
    const { team, problems } = await readTeam(source, { ...settings, cached: false }, world);
    const { run } = settings;
    if (run) await consent(team, run.typed, terminalOf(world), shellOf(world.platform, world.env));
    return await withUpdates(team, await judge(team, problems, settings, world), settings, world);
  } catch (error) {
    if (error instanceof Stop) return refused(error);
    throw error;
  }
};
