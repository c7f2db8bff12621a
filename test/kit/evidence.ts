import type { Check } from '../../src/commands/verify/contract';
import type { ContractId } from '../../src/commands/verify/contract-ids';
import { CONTRACTS } from '../../src/commands/verify/contracts';
import type {
  Contents,
  ContextFacts,
  Evidence,
  Image,
  LintFacts,
  Rebuilt,
  Running,
  Stopped,
  Tagged,
} from '../../src/commands/verify/evidence';
import { judgeAll } from '../../src/commands/verify/judge';
import type { Build } from '../../src/commands/verify/reading/build-log';
import type { Layer } from '../../src/commands/verify/reading/layers';
import type { ProcessFacts } from '../../src/commands/verify/reading/processes';
import type { TarEntry } from '../../src/commands/verify/reading/tar';
import type { Repository, TextFile } from '../../src/repository/repository';

/** What a good image and its container show. Each test changes one thing. */

export const PROCESS: ProcessFacts = {
  pid: 1,
  name: 'gunicorn',
  uids: [10001],
  gids: [10001],
  groups: [],
  capabilities: '0000000000000000',
  noNewPrivileges: true,
};

export const RUNNING: Running = {
  served: { port: 8000, path: '/healthz', status: 200 },
  health: 'healthy',
  lastCheck: '',
  readyMs: 1_200,
  processes: [PROCESS],
  logs: ['listening'],
};

export const IMAGE: Image = {
  id: 'sha256:1',
  user: '10001:10001',
  env: ['PATH=/usr/bin'],
  labels: {},
  entrypoint: [],
  command: ['gunicorn'],
  workingDirectory: '/app',
  healthcheck: ['CMD', 'python', '/app/healthcheck.py'],
  healthTimeout: 0,
  stopSignal: '',
  shell: [],
  ports: [8000],
  layers: [],
  architecture: 'amd64',
  history: [],
};

export const entry = (path: string, more: Partial<TarEntry> = {}): TarEntry => ({
  path,
  kind: path.endsWith('/') ? 'folder' : 'file',
  mode: path.endsWith('/') ? 0o755 : 0o644,
  uid: 0,
  gid: 0,
  size: 10,
  target: '',
  ...more,
});

export const layer = (...entries: TarEntry[]): Layer => ({
  digest: 'sha256:1',
  by: 'COPY . .',
  bytes: entries.reduce((sum, { size }) => sum + size, 0),
  entries,
  findings: [],
});

export const CONTENTS: Contents = {
  layers: [layer(entry('usr/bin/python', { mode: 0o755 })), layer(entry('app/'), entry('app/app.py'))],
  base: 1,
  unread: [],
};

export const PIP = '[build 3/7] RUN pip install -r requirements.txt';
export const BUILT: Build = {
  ok: true,
  milliseconds: 2_500,
  steps: [{ name: PIP, cached: false, started: 0, completed: 1_500 }],
  lastLines: [],
};
const reused = (changed: string, cached: boolean): Rebuilt => ({
  changed: [changed],
  build: { ...BUILT, steps: [{ name: PIP, cached, started: 0, completed: 1_500 }] },
});

export const REPOSITORY: Repository = {
  directory: '/app',
  dockerfile: { path: 'Dockerfile', text: 'FROM python:3.14\n' },
  context: '/app',
  buildArgs: {},
  services: [],
  leftOut: [],
  workflows: [],
  answered: { image: 'acme/my-app', literals: ['latest', 'v1'], strategies: [] },
  environment: {},
  envText: '',
  notes: [],
};

export interface Shown {
  readonly repository?: Repository;
  readonly build?: Build;
  readonly image?: Image;
  readonly contents?: Contents;
  readonly tagged?: Tagged;
  readonly context?: ContextFacts;
  readonly afterSource?: Rebuilt | undefined;
  readonly afterRequirement?: Rebuilt | undefined;
  readonly running?: Running;
  /** With everything taken away, and with one thing alone. */
  readonly hardened?: Running;
  readonly hardenedAlone?: Running;
  readonly dead?: { readonly exitCode: number | undefined; readonly output: string; readonly refused?: string };
  readonly stopped?: Stopped;
  readonly lint?: LintFacts;
  readonly searchWorks?: boolean;
  readonly sources?: readonly TextFile[];
}

const GOOD: Required<Shown> = {
  repository: REPOSITORY,
  build: BUILT,
  image: IMAGE,
  contents: CONTENTS,
  tagged: {
    references: [
      { tag: 'latest', id: 'sha256:0123456789abcdef' },
      { tag: 'v1', id: 'sha256:0123456789abcdef' },
    ],
    copied: false,
  },
  context: { files: [{ path: 'app.py', bytes: 10 }], bytes: 10, planted: [], ignoreFile: '.dockerignore' },
  afterSource: reused('app.py', true),
  afterRequirement: reused('requirements.txt', false),
  running: RUNNING,
  hardened: RUNNING,
  hardenedAlone: RUNNING,
  dead: { exitCode: 1, output: 'refused' },
  stopped: { seconds: 0.4, graceSeconds: 10, exitCode: 0, inFlight: { status: 200 } },
  lint: { warnings: [], ran: ['docker build --check', 'hadolint'], absent: [] },
  searchWorks: true,
  sources: [],
};

const evidenceOf = (shown: Shown): Evidence => {
  const all = { ...GOOD, ...shown };
  const give =
    <T>(value: T) =>
    async (): Promise<T> =>
      value;
  return {
    repository: give(all.repository),
    build: give(all.build),
    image: give(all.image),
    contents: give(all.contents),
    tagged: give(all.tagged),
    context: give(all.context),
    afterSource: give(all.afterSource),
    afterRequirement: give(all.afterRequirement),
    running: give(all.running),
    hardened: async (what) => (what.length > 1 ? all.hardened : all.hardenedAlone),
    checkWithoutApp: give(all.dead),
    stopped: give(all.stopped),
    lint: give(all.lint),
    sources: async (wanted) => (all.sources ?? []).filter(wanted),
    searchWorks: give(all.searchWorks),
  };
};

/** @returns what a contract says of a good image that shows this instead. */
export const verdictOn = async (id: ContractId, shown: Shown = {}): Promise<Check> => {
  const contracts = CONTRACTS.filter((contract) => contract.id === id);
  const ignore = (): void => undefined;
  const [check] = await judgeAll({
    contracts,
    evidence: evidenceOf(shown),
    now: () => 0,
    onStart: ignore,
    onCheck: ignore,
  });
  return check!;
};
