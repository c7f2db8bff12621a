import { type Evidence, type Hardening, Unjudged } from '../evidence';
import { firstBuild, lookAtTags, lookInside, referenceOf, searchFindsPlanted } from './build';
import { checkAlone } from './check-alone';
import { discard, observe } from './container-runs';
import { lookAtContext } from './context';
import { copyContext } from './context-copy';
import { inspectImage } from './inspect-image';
import { lintDockerfile } from './lint';
import { buildWithNewRequirement, buildWithNewSource } from './rebuild';
import type { ProofRun } from './run';
import { readSources } from './sources';
import { stopUnderLoad } from './stop-container';

/** @returns a question that is asked once; whoever asks again gets the same answer, or the same failure. */
const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
};

/** @returns the evidence of a run: each piece is measured on the engine when a contract first asks for it. */
export const gather = (run: ProofRun): Evidence => {
  const build = once(() => firstBuild(run));
  const image = once(async () => {
    if (!(await build()).ok) throw new Unjudged('the build failed, so there is no image', 'see the contract build');
    return inspectImage(run.docker, referenceOf(run));
  });
  const context = once(() => lookAtContext(run));
  const copy = once(async () => {
    const taken = ((await context()).taken ?? []).map(({ path }) => path);
    return copyContext(run.repository.context, run.scratch, taken).path;
  });
  const plain = once(async () => observe(run, await image(), []));
  const hardened = new Map<string, ReturnType<typeof plain>>();
  const without = (what: readonly Hardening[]) => {
    const key = what.join();
    const known = hardened.get(key);
    const seen =
      known ??
      (async () => {
        const { served } = (await plain()).running;
        const observed = await observe(run, await image(), what, served);
        await discard(run, observed);
        return observed;
      })();
    hardened.set(key, seen);
    return seen;
  };
  const afterSource = once(async () => buildWithNewSource(run, await context(), await copy()));
  return {
    repository: async () => run.repository,
    build,
    image,
    context,
    contents: once(async () => lookInside(run, await image())),
    tagged: once(async () => lookAtTags(run, await image())),
    afterSource,
    // After the source, in the same copy: what that changed is in the cache by then.
    afterRequirement: once(async () => {
      await afterSource();
      return buildWithNewRequirement(run, await context(), await copy());
    }),
    running: async () => (await plain()).running,
    hardened: async (what) => (await without(what)).running,
    checkWithoutApp: once(async () => checkAlone(run, await image())),
    stopped: once(async () => stopUnderLoad(run, await plain())),
    lint: once(() => lintDockerfile(run)),
    sources: async (wanted) => readSources(run.repository, await context(), wanted),
    searchWorks: once(() => searchFindsPlanted(run)),
  };
};
