import type { Image, Running } from '../evidence';
import { candidatePaths, candidatePorts } from '../reading/service';
import { whyDeaf } from '../reading/sockets';
import { ask, type Container, stateOf } from './container';
import type { Life } from './life';
import { listeningIn, tlsPorts } from './listening';
import type { ProofRun } from './run';

/** An app that does not answer by then does not start. In milliseconds. */
const START = 60_000;
/** Between two requests, and between two questions to an engine that tells nothing. In milliseconds. */
const PAUSE = 100;
const SILENCE = 2_000;
/** A server that listens answers sooner; one that does not is looked at more closely, so often. In milliseconds. */
const DEAF = 5_000;

type Served = NonNullable<Running['served']>;

/** An answer says most; a fault of the app more than "not found" on a path that was only guessed. */
const worth = ({ status }: Served): number => (status < 400 ? 2 : status >= 500 ? 1 : 0);

/** Where the app may answer: where it did before, or every candidate. */
const places = (
  run: ProofRun,
  image: Image,
  before: Served | undefined,
): { ports: readonly number[]; paths: readonly string[] } =>
  before
    ? { ports: [before.port], paths: [before.path] }
    : {
        ports: candidatePorts(image, run.repository, run.options.port),
        paths: candidatePaths(image, run.repository, run.options.healthPath),
      };

/** More ports than these no app of one container serves on. */
const MOST_OTHERS = 3;

/** @returns the best answer of all places. */
const bestOf = async (
  run: ProofRun,
  container: Container,
  { ports, paths }: ReturnType<typeof places>,
): Promise<Served | undefined> => {
  for (const port of ports) {
    let best: Served | undefined;
    for (const path of paths) {
      const status = await ask(run.docker, container, port, path);
      if (status === undefined && best === undefined) break;
      if (status !== undefined && (best === undefined || worth({ port, path, status }) > worth(best)))
        best = { port, path, status };
      if (best !== undefined && best.status < 400) break;
    }
    if (best) return best;
  }
  return undefined;
};

interface Found {
  readonly served?: Served;
  /** Something listens, and does not answer: what it is. */
  readonly deaf?: string;
}

/** Looks at the sockets that listen: another port than those that were asked may be the one. */
const lookCloser = async (run: ProofRun, image: Image, container: Container, before?: Served): Promise<Found> => {
  const { listening, socketFiles } = await listeningIn(run.docker, container);
  const { ports, paths } = places(run, image, before);
  const others = listening.filter(({ port, loopback }) => !loopback && !ports.includes(port));
  const served = await bestOf(run, container, { ports: others.map(({ port }) => port).slice(0, MOST_OTHERS), paths });
  if (served) return { served };
  const deaf = whyDeaf(listening, ports, listening.length > 0 ? await tlsPorts(container) : [], socketFiles);
  return deaf === undefined ? {} : { deaf };
};

/** Asks until the app answers, ends, or is seen twice to listen without an answer. */
export const untilServed = async (
  run: ProofRun,
  image: Image,
  container: Container,
  life: Life,
  before: Served | undefined,
): Promise<Found> => {
  const began = Date.now();
  let [looked, stated] = [began, began];
  let last: string | undefined;
  while (Date.now() - began < START) {
    const served = await bestOf(run, container, places(run, image, before));
    if (served) return { served };
    if (life.isOver()) return {};
    if (Date.now() - stated > SILENCE) {
      if (!(await stateOf(run.docker, container.id)).running) return {};
      stated = Date.now();
    }
    if (Date.now() - looked > DEAF) {
      const found = await lookCloser(run, image, container, before);
      if (found.served || (found.deaf !== undefined && found.deaf === last)) return found;
      last = found.deaf;
      looked = Date.now();
    }
    await life.next(PAUSE);
  }
  return last === undefined ? {} : { deaf: last };
};
