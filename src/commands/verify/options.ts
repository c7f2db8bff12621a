import type { AnswersOf, Flaw, OptionTable } from '../../options/option';
import { REPORTER, TELLING } from '../../options/telling';
import type { ReporterName } from '../../text/reporters/judged';
import { CONTRACT_IDS, type ContractId } from './contract-ids';

const anyText = (): undefined => undefined;

const NAME_VALUE = /^[A-Za-z_][A-Za-z0-9_]*(=[^\0]*)?$/;

/** One variable for a container: `NAME=value`, or `NAME` to take the value from the environment of this run. */
const variable = (value: string): Flaw | undefined =>
  NAME_VALUE.test(value)
    ? undefined
    : { rule: 'NAME=value, or NAME to take it from your environment', fix: '--env NAME=value' };

const healthPath = (value: string): Flaw | undefined =>
  /^\/[^\s#]*$/.test(value)
    ? undefined
    : {
        rule: 'a path that starts with /',
        ...(/^[^\s#/]+$/.test(value) ? { proposal: `/${value}` } : { fix: '--health-path /healthz' }),
      };

const platform = (value: string): Flaw | undefined =>
  /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/.test(value)
    ? undefined
    : { rule: 'a platform such as linux/amd64', fix: '--platform linux/amd64' };

const judgeSkip = (value: unknown, answers: Readonly<Record<string, unknown>>): Flaw | undefined => {
  const only = (answers.only as readonly string[] | undefined) ?? [];
  const skipped = value as readonly string[];
  const both = only.find((id) => skipped.includes(id));
  if (both !== undefined)
    return { rule: `"${both}" is in --only as well`, fix: 'name it in one of the two', contradiction: true };
  return skipped.length === CONTRACT_IDS.length ? { rule: 'something to be left', fix: 'skip fewer' } : undefined;
};

const judgeFix = (value: unknown, { json, reporter }: Readonly<Record<string, unknown>>): Flaw | undefined => {
  const other = json === true ? '--json' : reporter === undefined ? undefined : '--reporter';
  if (value !== true || other === undefined) return undefined;
  const fix = other === '--json' ? 'leave --fix out: each patch is in the document' : 'give one of the two';
  return { rule: `${other} is given as well, and both write to standard output`, fix, contradiction: true };
};

/** What can be said to `verify`, one row per option. */
export const VERIFY_OPTIONS = {
  only: {
    kind: 'list',
    group: 'run',
    scope: 'run',
    summary: 'only these contracts',
    placeholder: 'ids',
    check: anyText,
    choices: CONTRACT_IDS,
  },
  skip: {
    kind: 'list',
    group: 'run',
    scope: 'run',
    summary: 'all but these contracts',
    placeholder: 'ids',
    check: anyText,
    choices: CONTRACT_IDS,
    judge: judgeSkip,
  },
  service: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'the service of the compose file that is judged',
    placeholder: 'name',
    check: anyText,
    defaultText: 'the one that answers requests',
  },
  file: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'the Dockerfile, as for docker build, or as seen from the directory',
    placeholder: 'Dockerfile',
    check: anyText,
    defaultText: "the service's, else Dockerfile",
  },
  target: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'the stage of the Dockerfile that is judged',
    placeholder: 'stage',
    check: anyText,
    defaultText: "the service's, else the last",
  },
  port: {
    kind: 'integer',
    group: 'container',
    scope: 'run',
    minimum: 1,
    maximum: 65535,
    summary: 'the port inside the container',
    defaultText: 'found in the image and the compose file',
  },
  healthPath: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'a path that answers when the app is well',
    placeholder: 'path',
    check: healthPath,
    defaultText: 'found in the health check',
  },
  command: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: "the start command, in place of the image's own; words, no shell",
    placeholder: 'words',
    check: anyText,
  },
  env: {
    kind: 'list',
    group: 'container',
    scope: 'run',
    whole: true,
    summary: 'a variable for the app: NAME=value, or NAME; repeatable',
    placeholder: 'name=value',
    check: variable,
  },
  envFile: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'a file of variables for the app',
    placeholder: 'file',
    check: anyText,
  },
  platform: {
    kind: 'text',
    group: 'container',
    scope: 'run',
    summary: 'build and run for this platform',
    placeholder: 'platform',
    check: platform,
    defaultText: "the engine's",
  },
  keep: { kind: 'boolean', group: 'run', scope: 'run', summary: 'leave the image on the engine', default: false },
  html: {
    kind: 'text',
    group: 'run',
    scope: 'run',
    summary: 'write the report as one page',
    placeholder: 'file',
    check: anyText,
  },
  json: TELLING.json,
  reporter: REPORTER,
  fix: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'print the fixes as one diff for git apply; nothing is written',
    default: false,
    judge: judgeFix,
  },
  quiet: TELLING.quiet,
  color: TELLING.color,
} as const satisfies OptionTable;

export type VerifyOptions = Partial<Omit<AnswersOf<typeof VERIFY_OPTIONS>, 'only' | 'skip' | 'reporter'>> &
  Pick<AnswersOf<typeof VERIFY_OPTIONS>, 'keep' | 'fix' | 'json' | 'quiet' | 'color'> & {
    readonly reporter?: ReporterName;
    readonly only?: readonly ContractId[];
    readonly skip?: readonly ContractId[];
  };
