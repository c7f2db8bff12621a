import type { Contract } from './contract';
import type { ContractId } from './contract-ids';
import type { Evidence } from './evidence';

/** Evidence that takes long, and needs nothing of what other lanes measure. */
type Piece = 'context' | 'lint' | 'searchWorks' | 'contents' | 'running' | 'hardened' | 'checkWithoutApp' | 'stopped';

const serves = async (evidence: Evidence): Promise<boolean> => (await evidence.running()).served !== undefined;

const MEASURE: Readonly<Record<Piece, (evidence: Evidence) => Promise<unknown>>> = {
  context: (evidence) => evidence.context(),
  lint: (evidence) => evidence.lint(),
  searchWorks: (evidence) => evidence.searchWorks(),
  contents: (evidence) => evidence.contents(),
  running: (evidence) => evidence.running(),
  hardened: async (evidence) => (await serves(evidence)) && evidence.hardened(['read-only', 'capabilities']),
  checkWithoutApp: async (evidence) => (await evidence.running()).health === 'healthy' && evidence.checkWithoutApp(),
  stopped: async (evidence) => (await serves(evidence)) && evidence.stopped(),
};

/** One after the other within a lane, the lanes beside each other; a container is stopped when all else was seen of it. */
const LANES: readonly { readonly needs: Contract['needs']; readonly pieces: readonly Piece[] }[] = [
  { needs: 'repository', pieces: ['context', 'lint'] },
  { needs: 'image', pieces: ['running', 'hardened', 'checkWithoutApp', 'stopped'] },
  { needs: 'image', pieces: ['contents', 'searchWorks'] },
];

/** Which contracts will ask for it. */
const ASKED_BY: Readonly<Record<Piece, readonly ContractId[]>> = {
  context: ['cache', 'context'],
  lint: ['lint'],
  searchWorks: ['secrets'],
  contents: ['files', 'secrets', 'size', 'libraries'],
  running: ['user', 'files', 'read-only', 'capabilities', 'health', 'stop'],
  hardened: ['read-only', 'capabilities'],
  checkWithoutApp: ['health'],
  stopped: ['stop'],
};

/**
 * Measures what the contracts will ask for beside what they ask for now. What fails is told by the contract that asks.
 * @returns ends it: nothing more is begun, and what was begun has come to its end
 */
export const measureAhead = (evidence: Evidence, contracts: readonly Contract[]): (() => Promise<void>) => {
  let isOver = false;
  const asked = new Set(contracts.map(({ id }) => id));
  const lanes = LANES.map(async ({ needs, pieces }) => {
    const wanted = pieces.filter((piece) => ASKED_BY[piece].some((id) => asked.has(id)));
    if (wanted.length === 0 || (needs === 'image' && !(await evidence.build()).ok)) return;
    for (const piece of wanted) if (!isOver) await MEASURE[piece](evidence);
  });
  // The first fault ends its lane; it is kept for whoever asks.
  const ended = Promise.allSettled(lanes);
  return async () => {
    isOver = true;
    await ended;
  };
};
