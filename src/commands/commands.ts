import type { OptionTable } from '../options/option';
import { COMPLETION_RUN, CREATE_RUN, TEMPLATE_RUN } from '../project/run-options';
import { CREATE_ANSWERS } from '../project/schema';
import { CLEAN_RUN } from './clean/options';
import { UPDATE_OPTIONS } from './update/options';
import { VERIFY_OPTIONS } from './verify/options';

/** What can be run, one row per command: usage, help, completion and the reading of arguments come from it. */
export interface Command {
  readonly summary: string;
  /** The arguments before the options, as usage shows them. */
  readonly usage: string;
  /** How many arguments it takes at most, and what each may be (for completion). */
  readonly positionals: readonly {
    readonly name: string;
    readonly summary: string;
    readonly choices?: readonly string[];
  }[];
  readonly options: OptionTable;
  readonly examples: readonly string[];
}

export const PROGRAM = 'create-flask-container';

const DIRECTORY = { name: 'directory', summary: "where; . is the current one. Its last part is the app's name" };

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What has a JSON Schema: the files that are read, and the documents that `--json` prints. */
export const SCHEMAS = ['config', 'create', 'update', 'verify', 'clean', 'template', 'template-check'] as const;

export type SchemaName = (typeof SCHEMAS)[number];

export const COMMANDS = {
  create: {
    summary: 'make a repository (the default command)',
    usage: '[directory] [options]',
    positionals: [DIRECTORY],
    options: { ...CREATE_ANSWERS, ...CREATE_RUN },
    examples: [
      'my-app',
      'my-app --registry-user acme --yes',
      'my-app --registry ghcr.io --registry-user acme --diff',
      '. --config answers.yaml --json',
    ],
  },
  update: {
    summary: "carry a repository to today's generator, template or answers",
    usage: '[directory] [options]',
    positionals: [{ name: 'directory', summary: 'the folder of a generated repository; without it the current one' }],
    options: UPDATE_OPTIONS,
    examples: [
      'update',
      'update --dry-run',
      'update my-app --registry ghcr.io --registry-user acme',
      'update --package-manager uv --to-branch uv',
      'update --check --quiet',
    ],
  },
  clean: {
    summary: 'remove what this repository left on the engine',
    usage: '[directory] [options]',
    positionals: [{ name: 'directory', summary: "the repository's folder; without it the current one" }],
    options: CLEAN_RUN,
    examples: [
      'clean --dry-run',
      'clean my-app --yes',
      'clean --volumes',
      'clean --volumes=my-app_data',
      'clean --machine',
    ],
  },
  verify: {
    summary: "prove a repository's image on a Docker Engine",
    usage: '[directory] [options]',
    positionals: [{ name: 'directory', summary: 'a folder with a Dockerfile; without it the current one' }],
    options: VERIFY_OPTIONS,
    examples: [
      'verify',
      'verify my-app --json',
      'verify . --only build,cache,secrets --html report.html',
      'verify ../api --port 5000 --health-path /ping',
    ],
  },
  template: {
    summary: 'judge a starter template, or begin a new one',
    usage: 'check <source> | new <directory> [options]',
    positionals: [
      { name: 'action', summary: 'check judges a template, new begins one', choices: ['check', 'new'] },
      { name: 'source', summary: 'what --template takes; for new, a folder that is not there yet' },
    ],
    options: TEMPLATE_RUN,
    examples: ['template check .', 'template check github:acme/flask#<commit> --json', 'template new acme-flask'],
  },
  completion: {
    summary: 'print a shell completion script',
    usage: '[shell]',
    positionals: [{ name: 'shell', summary: 'the shell; without it the one in $SHELL', choices: SHELLS }],
    options: COMPLETION_RUN,
    examples: ['completion bash >> ~/.bash_completion'],
  },
  schema: {
    summary: 'print a JSON Schema, or where they lie',
    usage: '[name]',
    positionals: [{ name: 'name', summary: 'of what; without it their files are listed', choices: SCHEMAS }],
    options: {},
    examples: ['schema create', 'schema config > answers.schema.json'],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

export const isCommand = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);

/** @returns the row of a command, with the types that every command shares. */
export const commandRow = (name: CommandName): Command => COMMANDS[name];
