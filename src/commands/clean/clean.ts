import { type Outcome, type Problem, Stop } from '../../errors';
import { type Docker, dockerOf } from '../../machine/docker';
import { type EngineFacts, engineFacts } from '../../machine/engine-facts';
import { bugProblem } from '../../machine/failure';
import { writeOut } from '../../machine/output';
import { during } from '../../machine/progress';
import { type Manner, tell } from '../../machine/tell';
import { terminalOf } from '../../machine/terminal';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { flagLayer } from '../../options/layers';
import { resolve } from '../../options/resolve';
import { openFolder } from '../../repository/folder';
import { styleFor } from '../../text/style';
import { askMachine, askScoped } from './consent';
import { cleanJson } from './document';
import { engineInventory } from './engine/inventory';
import { type Finding, removalOrder } from './judge/finding';
import { judgeEngine } from './judge/judge';
import { judgeMachine } from './judge/machine';
import type { Removal } from './judge/removal';
import { CLEAN_RUN, type CleanRun, SHOWN_VOLUMES } from './options';
import { removeObjects } from './remove-objects';
import { type CleanReport, endedClean } from './report';
import { cleanListing, cleanVerdict } from './text';

interface Wanted {
  readonly run: CleanRun;
  readonly directory: string;
}

const contradiction = (flag: string, value: string, message: string): Problem => ({
  code: 'contradiction',
  message,
  flag,
  value,
  fix: 'give one of the two',
});

const contradictions = (run: CleanRun, directory: string | undefined): readonly Problem[] => {
  const whole = (flag: string): Problem =>
    contradiction(flag, '--machine', `${flag} narrows what goes, and --machine takes everything`);
  if (!run.machine)
    return run.confirm === undefined
      ? []
      : [
          {
            code: 'contradiction',
            message: '--confirm is for --machine',
            flag: '--confirm',
            fix: 'leave it out, or add --machine',
          },
        ];
  return [
    ...(directory === undefined ? [] : [whole('directory')]),
    ...(run.keepImages ? [whole('--keep-images')] : []),
    ...(run.volumes.length > 0 ? [whole('--volumes')] : []),
  ];
};

const gather = (read: Arguments): Wanted => {
  const { values, problems } = resolve(CLEAN_RUN, [flagLayer(CLEAN_RUN, read.texts)]);
  const run = values as unknown as CleanRun;
  const all = [...read.problems, ...problems, ...(problems.length > 0 ? [] : contradictions(run, read.positionals[0]))];
  if (all.length > 0) throw new Stop('usage', all);
  return { run, directory: read.positionals[0] ?? '.' };
};

const REMOTE =
  'the engine is on another machine, or outside this container: folders are compared by their path, and a folder of the same path there looks the same';

/** Looks at the engine, and decides nothing yet. */
const survey = async ({ run, directory }: Wanted, docker: Docker, world: World): Promise<CleanReport> => {
  const folder = run.machine ? undefined : await openFolder(directory, world);
  if (folder) world.untrusted.add(folder.path);
  const facts: EngineFacts = await engineFacts(docker, world);
  const inventory = await during('looking at the engine', engineInventory(docker, world), world);
  const named = run.volumes.filter((name) => name !== SHOWN_VOLUMES);
  const volumes = { shown: run.volumes.includes(SHOWN_VOLUMES), named };
  const findings = folder
    ? judgeEngine(inventory, folder, { keepImages: run.keepImages, volumes, remote: !facts.local })
    : judgeMachine(inventory);
  const absent = named.filter((name) => !inventory.volumes.some((volume) => volume.name === name));
  const { name, version, endpoint, local } = facts;
  return {
    outcome: 'planned',
    end: 'done',
    machine: run.machine,
    ...(folder ? { directory: folder.path } : {}),
    engine: { name, version, endpoint },
    findings,
    removals: [],
    problems: [],
    notes: [
      ...absent.map((volume) => `there is no volume ${volume} on this engine: gone already, or misspelt`),
      ...(folder && !local ? [REMOTE] : []),
    ],
  };
};

const removalProblem = ({ finding, complaint = '' }: Removal): Problem => ({
  code: 'removal',
  message: `${finding.kind} ${finding.name} was not removed: ${complaint}`,
  value: finding.name,
  fix: 'mend what it says and run it again',
});

const remove = async (report: CleanReport, docker: Docker, world: World): Promise<CleanReport> => {
  const going: readonly Finding[] = removalOrder(report.findings);
  const work = removeObjects(docker, going, world);
  const removals = await during('removing, each container in its own time to stop', work, world);
  const failed = removals.filter(({ status }) => status === 'failed');
  const left = removals.filter(({ status }) => status === 'left');
  const end: Outcome = world.ending.aborted ? (world.endedBy() ?? 'interrupted') : failed.length > 0 ? 'io' : 'done';
  const signal: readonly Problem[] = world.ending.aborted
    ? [
        {
          code: 'signal',
          message: `ended by a signal; ${left.length} of ${going.length} objects are left`,
          fix: 'run it again: it finishes',
        },
      ]
    : [];
  return {
    ...report,
    outcome: end === 'done' ? 'cleaned' : 'partial',
    end,
    removals,
    problems: [...(world.ending.aborted ? [] : failed.map(removalProblem)), ...signal],
  };
};

interface Ended {
  readonly report: CleanReport;
  /** The listing was shown, for the question. */
  readonly shown: boolean;
}

/** The order of events: look, list, ask, remove. */
const carryOut = async (wanted: Wanted, world: World): Promise<Ended> => {
  const { run } = wanted;
  const docker = dockerOf(world);
  const report = await survey(wanted, docker, world);
  const count = report.findings.filter(({ goes }) => goes).length;
  if (count === 0) return { report: { ...report, outcome: 'nothing' }, shown: false };
  if (run.dryRun) return { report, shown: false };
  const terminal = run.json ? undefined : terminalOf(world);
  const asks = terminal !== undefined && !run.yes && run.confirm === undefined;
  if (asks) terminal.say(`${cleanListing(report, styleFor(world.isTerminal('stdout'), world.env, run.color))}\n`);
  try {
    const consent = run.machine
      ? await askMachine(run, report.engine!.name, terminal)
      : await askScoped(run, count, terminal);
    if (consent === 'declined') return { report: { ...report, outcome: 'declined', end: 'no' }, shown: asks };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const outcome = error.outcome === 'usage' ? 'refused' : 'failed';
    const problems = error.problems.map((problem) =>
      problem.code === 'signal' ? { ...problem, message: 'left; nothing was removed' } : problem,
    );
    return { report: { ...report, outcome, end: error.outcome, problems }, shown: asks };
  }
  return { report: await remove(report, docker, world), shown: asks };
};

/** @param shown the listing was on the screen already, for the question */
const tellClean = async (report: CleanReport, shown: boolean, manner: Manner, world: World): Promise<Outcome> => {
  await tell(
    {
      problems: report.problems,
      json: () => cleanJson(report),
      text: (style) =>
        (shown || report.engine === undefined ? '' : cleanListing(report, style)) + cleanVerdict(report, style),
    },
    manner,
    world,
  );
  return report.end;
};

/** `create-flask-container clean [directory]`: removes what a repository left on the engine. */
export const clean = async (read: Arguments, world: World): Promise<Outcome> => {
  const given = (key: keyof CleanRun): boolean => read.texts[key] !== undefined;
  const manner = { json: given('json'), quiet: given('quiet'), color: read.texts['color']?.[0] !== 'false' };
  const machine = given('machine');
  try {
    const { report, shown } = await carryOut(gather(read), world);
    return await tellClean(report, shown, manner, world);
  } catch (error) {
    if (error instanceof Stop)
      return tellClean(endedClean(error.outcome, error.problems, machine), false, manner, world);
    if (manner.json) writeOut('standard output', cleanJson(endedClean('bug', bugProblem(error).problems, machine)));
    throw error;
  }
};
