import { type Contract, fail, type Judgement, pass, unjudged } from '../contract';
import type { Running } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { withHealthcheck } from '../fixes/of-runs';
import { healthcheckOf } from '../reading/service';
import { answerText, servedText, whyNotServing } from './hardened';

const shown = (words: readonly string[]): string => words.slice(1).join(' ').slice(0, 120);

/** A health check that stands alone: with the port and the path that have just answered, and nothing but Python. */
const lineFor = ({ served }: Running): string => {
  const { port = 8000, path = '/', status = 200 } = served ?? {};
  // Where no page answers well, whatever it says tells that it lives.
  if (status >= 400)
    return `CMD ["python3", "-c", "import http.client; c = http.client.HTTPConnection('127.0.0.1', ${port}, timeout=3); c.request('GET', '${path}'); raise SystemExit(c.getresponse().status >= 500)"]`;
  const url = `http://127.0.0.1:${port}${path}`;
  return `CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('${url}', timeout=3)"]`;
};

const MISSING =
  /(?:exec: "?|\d+: |sh: )([\w./-]+)"?: (?:not found|executable file not found)|([\w./-]+): command not found/;

/** It met nobody; one that met an answer which it does not like may be right. */
const ASKS_ELSEWHERE = /refused|timed out|unreachable|not known|name resolution/i;

/** A check that asks with a program that is not there is the commonest of all. */
const mendOf = (run: Running, words: readonly string[]): string => {
  const [, one, other] = MISSING.exec(run.lastCheck) ?? [];
  const program = one ?? other;
  return program === undefined
    ? `mend the health check: ${shown(words)}`
    : `the image has no ${program}: ask with what it has, HEALTHCHECK ${lineFor(run)}`;
};

const unwell = (run: Running, words: readonly string[], edits: readonly Edit[]): Judgement => {
  const mends = ASKS_ELSEWHERE.test(run.lastCheck) || MISSING.test(run.lastCheck);
  return fail(
    `${answerText(run)}, but the container is ${run.health}${run.lastCheck === '' ? '' : `: ${run.lastCheck}`}`,
    fixWith(mendOf(run, words), ...(mends ? edits : [])),
    run.logs,
  );
};

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
    const edits = withHealthcheck(await evidence.repository(), lineFor(run));
    if (words.length === 0)
      return fail(
        `${answerText(run)}; there is no HEALTHCHECK`,
        fixWith(`add HEALTHCHECK to the Dockerfile: HEALTHCHECK ${lineFor(run)}`, ...edits),
        run.logs,
      );
    if (run.health !== 'healthy') return unwell(run, words, edits);
    const dead = await evidence.checkWithoutApp();
    if (dead.exitCode === 0)
      return fail(
        `the check says "healthy" where no app runs: ${shown(words)}`,
        fixWith(
          `let the check ask the app over HTTP and fail without an answer: HEALTHCHECK ${lineFor(run)}`,
          ...edits,
        ),
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
