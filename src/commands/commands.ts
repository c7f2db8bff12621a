import { COMPLETION_RUN, CREATE_RUN, TEMPLATE_RUN } from '../project/run-options';
import { CREATE_ANSWERS } from '../project/schema';
import { CLEAN_RUN } from './clean/options';
import type { Command } from './command';
import { SHELLS } from './completion/options';
import { SCHEMAS } from './schema/options';
import { UPDATE_OPTIONS } from './update/options';
import { VERIFY_OPTIONS } from './verify/options';

const DIRECTORY = { name: 'directory', summary: "where; . is the current one. Its last part is the app's name" };

/** What can be run, one row a command: usage, help, completion and the reading of arguments come from it. */
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
    run: async () => (await import('./create/create')).create,
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
    run: async () => (await import('./update/update')).update,
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
    run: async () => (await import('./clean/clean')).clean,
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
    run: async () => (await import('./verify/verify')).verify,
  },
  template: {
    summary: 'judge a starter template, or begin a new one',
    usage: 'check <source> | new <directory> [options]',
    positionals: [
      { name: 'action', summary: 'check judges a template, new begins one', choices: ['check', 'new'] },
      { name: 'source', summary: 'what --template takes; for new, a folder that is not there yet' },
    ],
    options: TEMPLATE_RUN,
    examples: [
      'template check .',
      'template check . --run',
      'template check github:acme/flask#<commit> --json',
      'template check . --from github:acme/flask#<commit>',
      'template new acme-flask',
    ],
    run: async () => (await import('./template/template')).template,
  },
  completion: {
    summary: 'print a shell completion script',
    usage: '[shell]',
    positionals: [{ name: 'shell', summary: 'the shell; without it the one in $SHELL', choices: SHELLS }],
    options: COMPLETION_RUN,
    examples: ['completion bash >> ~/.bash_completion'],
    run: async () => (await import('./completion/completion')).completion,
  },
  schema: {
    summary: 'print a JSON Schema, or where they lie',
    usage: '[name]',
    positionals: [{ name: 'name', summary: 'of what; without it their files are listed', choices: SCHEMAS }],
    options: {},
    examples: ['schema create', 'schema config > answers.schema.json'],
    run: async () => (await import('./schema/schema')).schema,
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;

export const isCommand = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);

/** @returns the row of a command, with the types that every command shares. */
export const commandRow = (name: CommandName): Command => COMMANDS[name];
