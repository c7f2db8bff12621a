import type { AnswersOf, Flaw, OptionTable } from '../../options/option';
import { TELLING } from '../../options/telling';

/** What `--volumes` without a value means; no volume can have this name. */
export const SHOWN_VOLUMES = '@shown';

/** The grammar of volume names (Docker Engine, volume/service/store.go: RestrictedNamePattern). */
const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

const volumeName = (name: string): Flaw | undefined =>
  name === SHOWN_VOLUMES || VOLUME_NAME.test(name) ? undefined : { rule: 'the name of a volume (docker volume ls)' };

/** How a run of `clean` goes about it. */
export const CLEAN_RUN = {
  yes: { kind: 'boolean', group: 'run', scope: 'run', short: 'y', summary: 'do not ask', default: false },
  dryRun: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'show what would go and what stays, remove nothing',
    default: false,
  },
  keepImages: { kind: 'boolean', group: 'run', scope: 'run', summary: 'leave the images', default: false },
  volumes: {
    kind: 'list',
    group: 'run',
    scope: 'run',
    check: volumeName,
    alone: SHOWN_VOLUMES,
    summary: "also the volumes, and their data, that can be shown to be this folder's; with names, just these",
    placeholder: 'names',
    default: [],
  },
  machine: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'everything on the whole engine, of every project: containers, images, volumes, networks, build cache',
    default: false,
  },
  confirm: {
    kind: 'text',
    group: 'run',
    scope: 'run',
    check: () => undefined,
    summary: "with --machine: the engine's name (Name in docker info), instead of typing it when asked",
    placeholder: 'engine',
  },
  json: {
    kind: 'boolean',
    group: 'run',
    scope: 'run',
    summary: 'one JSON document on standard output; never asks',
    default: false,
  },
  quiet: { ...TELLING.quiet, summary: 'only errors and questions' },
  color: TELLING.color,
} as const satisfies OptionTable;

export type CleanRun = AnswersOf<typeof CLEAN_RUN>;
