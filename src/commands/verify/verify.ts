import { isAbsolute, relative, resolve as resolvePath, sep } from 'node:path';
import { type Outcome, type Problem, Stop } from '../../errors';
import { TooMuch } from '../../machine/apart';
import { engineFacts, requireBuilder } from '../../machine/engine-facts';
import { ended } from '../../machine/failure';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { flagLayer } from '../../options/layers';
import { resolve } from '../../options/resolve';
import type { Wanted } from '../../repository/choose-service';
import type { Repository } from '../../repository/repository';
import { repositoryIn } from '../../repository/repository-in';
import { measureAhead } from './ahead';
import { outcomeOf, PROOF_OUTCOMES } from './contract';
import { CONTRACTS } from './contracts';
import { type Evidence, Unjudged } from './evidence';
import { chosen, judgeAll } from './judge';
import { judgedOf, toJudge } from './judged';
import { gather } from './measure/gather';
import { judgedCommit } from './measure/judged-commit';
import { removeLeftovers, removeRun } from './measure/leftovers';
import { beginRun, endingDocker, type ProofRun, REMOVED } from './measure/run';
import { givenVariables } from './measure/variables';
import { mustBeWritable, writePage } from './measure/write-page';
import { VERIFY_OPTIONS, type VerifyOptions } from './options';
import { verifyHtml } from './page';
import { withPatches } from './patches';
import type { VerifyReport } from './report';
import { isForProgram, tellVerify, type VerifyTeller, verifyTeller } from './tell';

interface Asked {
  readonly directory: string;
  readonly options: VerifyOptions;
}

const asked = (read: Arguments, world: World): { readonly asked: Asked; readonly problems: readonly Problem[] } => {
  const resolution = resolve(VERIFY_OPTIONS, [flagLayer(VERIFY_OPTIONS, read.texts)]);
  return {
    asked: {
      directory: resolvePath(world.cwd, read.positionals[0] ?? '.'),
      options: resolution.values as unknown as VerifyOptions,
    },
    problems: [...read.problems, ...resolution.problems],
  };
};

/** What stayed on the engine although it should not. */
const leftBehind = (ids: readonly string[]): readonly Problem[] =>
  ids.map((id) => ({
    code: 'io',
    message: `the engine did not remove ${id.slice(0, 19)}`,
    fix: 'run verify again: it removes what an earlier run left',
  }));

/** @returns what is known, or undefined where it could not be had: the contracts have said so already. */
const known = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Unjudged) return undefined;
    throw error;
  }
};

const layersOf = async (evidence: Evidence): Promise<VerifyReport['layers']> => {
  const contents = await known(evidence.contents);
  return contents?.layers.map(({ by, bytes, digest }, index) => ({
    by,
    bytes,
    digest,
    base: index < (contents.base ?? 0),
  }));
};

const judge = async (run: ProofRun, teller: VerifyTeller, began: number): Promise<VerifyReport> => {
  const { only = [], skip = [], keep, html } = run.options;
  const evidence = gather(run);
  const contracts = chosen(CONTRACTS, only, skip);
  const endAhead = measureAhead(evidence, contracts);
  const checks = await judgeAll({
    contracts,
    evidence,
    elsewhere: (wanted) => chosen(CONTRACTS, [wanted], skip)[0],
    now: () => performance.now(),
    onStart: teller.start,
    onCheck: teller.check,
    // Before what was made is removed.
  }).finally(endAhead);
  const wantsBuild = keep || contracts.some(({ id, needs }) => needs === 'image' || id === 'build');
  const build = wantsBuild ? await evidence.build() : undefined;
  const image = build?.ok ? await known(evidence.image) : undefined;
  const layers = image && html !== undefined ? await layersOf(evidence) : undefined;
  const commit = html === undefined ? undefined : await judgedCommit(run.repository.directory, run.world);
  return {
    outcome: outcomeOf(checks),
    directory: run.repository.directory,
    judged: judgedOf(run.options, run.repository, image),
    ...(image ? { image: image.id } : {}),
    checks: await withPatches(checks),
    problems: [],
    notes: run.notes,
    milliseconds: performance.now() - began,
    at: Date.now(),
    version: run.world.version,
    ...(commit ? { commit } : {}),
    engine: run.engine,
    ...(build ? { build } : {}),
    ...(layers ? { layers } : {}),
  };
};

/** Leaves the image under a name of its own, without the names that the run gave it. */
const keepImage = async (run: ProofRun, report: VerifyReport): Promise<VerifyReport> => {
  if (!run.options.keep || report.image === undefined) return report;
  const reference = `${run.imageName.split('/')[1]}:verified-${run.id.slice(0, 8)}`;
  const tagged = await run.docker.call(['tag', report.image, reference]);
  return tagged.exitCode === 0 ? { ...report, image: reference } : report;
};

/** The names that a kept image had for the run. */
const untag = async (run: ProofRun): Promise<void> => {
  const listed = await run.docker.call(['images', '--format', '{{.Repository}}:{{.Tag}}', run.imageName], {
    regardless: true,
  });
  for (const reference of listed.stdout.split('\n').filter((line) => line.startsWith(run.imageName)))
    await run.docker.call(['rmi', reference], { regardless: true });
};

const tidy = async (run: ProofRun): Promise<readonly Problem[]> => {
  if (run.options.keep) await untag(run);
  const left = await removeRun(run.docker, run.id);
  run.scratch.remove();
  return leftBehind(left);
};

/** `--file` means what it means to `docker build`; a path from the directory is as good. */
const wantedOf = ({ directory, options }: Asked, { cwd }: Pick<World, 'cwd'>): Wanted => {
  const { service, file, target } = options;
  const paths = (file === undefined ? [] : [resolvePath(cwd, file), resolvePath(directory, file)])
    .map((path) => relative(directory, path).split(sep).join('/'))
    .filter((path) => path !== '' && path !== '..' && !path.startsWith('../') && !isAbsolute(path));
  return {
    ...(service === undefined ? {} : { service }),
    ...(file === undefined ? {} : { file: { value: file, paths: [...new Set(paths)] } }),
    ...(target === undefined ? {} : { target }),
  };
};

const readRepository = async (wanted: Asked, world: World): Promise<Repository> => {
  const { directory } = wanted;
  try {
    return await repositoryIn(directory, wantedOf(wanted, world), world);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    throw new Stop('data', [
      {
        code: 'config',
        message: `${directory}: ${error.message}: its compose file, workflows, Makefile or Dockerfile`,
        flag: 'directory',
        value: directory,
        fix: 'shorten them',
      },
    ]);
  }
};

const prove = async (wanted: Asked, teller: VerifyTeller, world: World): Promise<VerifyReport> => {
  const { directory, options } = wanted;
  const began = performance.now();
  world.untrusted.add(directory);
  const repository = await readRepository(wanted, world);
  // Before minutes are spent on what could then not be written.
  if (options.html !== undefined) mustBeWritable(resolvePath(world.cwd, options.html));
  const given = await givenVariables(options, world);
  const docker = endingDocker(world);
  const engine = await engineFacts(docker, world);
  requireBuilder(engine);
  teller.judging(toJudge(options, repository));
  await removeLeftovers(docker);
  const run = beginRun({ docker, engine, options, repository, given, say: teller.say, world });
  let report: VerifyReport;
  try {
    const judged = await judge(run, teller, began);
    if (world.ending.aborted) throw ended(world, REMOVED);
    report = await keepImage(run, judged);
  } catch (error) {
    await tidy(run);
    throw error;
  }
  const problems = await tidy(run);
  // The client may have died of the signal before we heard of it: what was judged then is not true. A kept image is told.
  if (world.ending.aborted && !options.keep) throw ended(world, REMOVED);
  return { ...report, problems };
};

/** `create-flask-container verify [directory]`: builds the image and answers whether its contracts hold. */
export const verify = async (read: Arguments, world: World): Promise<Outcome> => {
  const { asked: wanted, problems } = asked(read, world);
  const teller = verifyTeller(wanted.options, world);
  try {
    if (problems.length > 0) throw new Stop('usage', problems);
    const report = await prove(wanted, teller, world);
    if (wanted.options.html !== undefined) writePage(resolvePath(world.cwd, wanted.options.html), verifyHtml(report));
    await tellVerify(report, wanted.options, teller, world);
    return report.problems.length > 0 && report.outcome === 'pass' ? 'io' : PROOF_OUTCOMES[report.outcome].ends;
  } catch (error) {
    teller.end();
    if (!(error instanceof Stop) || !isForProgram(wanted.options)) throw error;
    await tellVerify(
      {
        outcome: 'error',
        directory: wanted.directory,
        checks: teller.checks(),
        problems: error.problems,
        milliseconds: 0,
      },
      wanted.options,
      teller,
      world,
    );
    return error.outcome;
  }
};
