import { type Evidence, type Hardening, type Running, SeeHealth } from '../evidence';

const ESCAPES = new RegExp(`${String.fromCodePoint(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
/** An exception's last line, or a line that a log marks as one. */
const ERROR =
  /^\s*(?:[\w.]+(?:Error|Exception|Exit|Refused)\b(?:: |$)|.*\b(?:error|fatal|critical|panic|denied|refused|not found|no such)\b)/i;
/** What servers say at each start, and what follows an error without saying why. */
const BANNER =
  /\b(?:INFO|DEBUG)\b|Debugger|Press CTRL|Shutting down|Reason: Worker failed to boot|Restarting with|Serving Flask app|Debug mode|^\s*(?:File "|Traceback|\^|During handling)/i;

/** Characters; no sentence of an app is longer, and a hostile line may be a million. */
export const LONGEST_LINE = 2000;

/** @returns the line that says most of why it ended: an error before a banner, the last of its kind; without colours. */
const lastWords = (logs: readonly string[]): string | undefined => {
  const plain = logs
    .map((line) => line.slice(0, LONGEST_LINE).replaceAll(ESCAPES, '').trim())
    .filter((line) => line !== '');
  return (
    plain.findLast((line) => ERROR.test(line) && !BANNER.test(line)) ??
    plain.findLast((line) => !BANNER.test(line)) ??
    plain.at(-1)
  );
};

/** @returns in words why an app does not answer over HTTP; undefined where it does. */
const whyNoAnswer = ({ served, exitCode, logs, notStarted, deaf }: Running): string | undefined => {
  const last = lastWords(logs);
  if (notStarted !== undefined) return `docker could not start it: ${notStarted} (exit code ${exitCode})`;
  if (exitCode !== undefined) return `it ended with exit code ${exitCode}${last === undefined ? '' : `: ${last}`}`;
  if (!served && deaf !== undefined) return deaf;
  if (!served) return `no answer over HTTP${last === undefined ? '' : `; its last words: ${last}`}`;
  return served.status >= 500 ? `${served.path} answers ${served.status}` : undefined;
};

/** @returns in words why an app does not serve; undefined where it does. */
export const whyNotServing = (run: Running): string | undefined => {
  const { health, lastCheck } = run;
  const unhealthy = `its health check fails${lastCheck === '' ? '' : `: ${lastCheck}`}`;
  return whyNoAnswer(run) ?? (health === 'unhealthy' ? unhealthy : undefined);
};

/** @returns `200 on /healthz, port 8000, after 1.2 s`. */
export const answerText = ({ served, readyMs }: Running): string =>
  served
    ? `${served.status} on ${served.path}, port ${served.port}, after ${(readyMs / 1000).toFixed(1)} s`
    : 'no answer';

/** The same with what the health check says. */
export const servedText = (run: Running): string =>
  `${answerText(run)}${run.health === 'none' ? '' : `, ${run.health}`}`;

/** Why the app does worse than with nothing taken away; a health check that fails there too says nothing. */
const whyWorse = (run: Running, plain: Running): string | undefined => {
  const why = plain.health === 'unhealthy' ? whyNoAnswer(run) : whyNotServing(run);
  if (why !== undefined || run.served?.status === plain.served?.status) return why;
  return `${run.served?.path} answers ${run.served?.status}, and ${plain.served?.status} with nothing taken away`;
};

/**
 * Runs with everything taken away at once; only where that fails, with one thing alone, to tell which it was.
 * @returns the run that says how the app does without `what`, and why it does not, where it does not
 * @throws SeeHealth where it does not answer with nothing taken away
 */
export const runWithout = async (
  evidence: Evidence,
  what: Hardening,
): Promise<{ readonly plain: Running; readonly run: Running; readonly why?: string }> => {
  const plain = await evidence.running();
  const broken = whyNoAnswer(plain);
  if (broken !== undefined) throw new SeeHealth(`the app does not serve with nothing taken away: ${broken}`);
  const both = await evidence.hardened(['read-only', 'capabilities']);
  if (whyWorse(both, plain) === undefined) return { plain, run: both };
  const run = await evidence.hardened([what]);
  const why = whyWorse(run, plain);
  return { plain, run, ...(why === undefined ? {} : { why }) };
};
