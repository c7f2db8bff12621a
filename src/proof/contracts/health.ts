import { type Contract, fail, pass, unjudged } from '../contract';
import { healthcheckOf } from '../service';
import { servedText, whyNotServing } from './hardened';

const shown = (words: readonly string[]): string => words.slice(1).join(' ').slice(0, 120);

/** Docker can tell whether the app is alive. */
export const health: Contract = {
  id: 'health',
  title: 'Docker can tell whether it is alive',
  needs: 'image',
  expected: 'the app serves, the container becomes healthy, and the check fails where no app runs',
  judge: async (evidence) => {
    const run = await evidence.running();
    const why = whyNotServing(run);
    const words = healthcheckOf(await evidence.image(), await evidence.repository());
    if (why !== undefined && !(run.health === 'unhealthy' && run.served))
      return fail(
        why,
        'make the app start and answer: see its last words; name what it needs with --env, its port with --port, its path with --health-path',
        run.logs,
      );
    if (words.length === 0)
      return fail(
        `${servedText(run)}; there is no HEALTHCHECK`,
        'add HEALTHCHECK to the Dockerfile: CMD ["python", "/app/healthcheck.py"], exec form, without curl',
        run.logs,
      );
    if (run.health !== 'healthy')
      return fail(
        `${servedText(run)}, but the container is ${run.health}${run.lastCheck === '' ? '' : `: ${run.lastCheck}`}`,
        `mend the health check: ${shown(words)}`,
        run.logs,
      );
    const dead = await evidence.checkWithoutApp();
    if (dead.exitCode === 0)
      return fail(
        `the check says "healthy" where no app runs: ${shown(words)}`,
        'let the check ask the app over HTTP and fail without an answer',
        [dead.output],
      );
    if (dead.exitCode === 125 && dead.refused !== undefined)
      return unjudged(`the health check could not be run alone: ${dead.refused}`, 'run it by hand');
    return pass(
      `${servedText(run)}; without the app the check ${dead.exitCode === undefined ? 'does not end' : `exits ${dead.exitCode}`}`,
      run.logs,
    );
  },
};
