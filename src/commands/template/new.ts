import { basename, join, relative, resolve as resolvePath, sep } from 'node:path';
import fs from 'fs-extra';
import { type Outcome, Stop } from '../../errors';
import { writeOut } from '../../machine/output';
import type { World } from '../../machine/world';
import { compare, isUnchanged, obstaclesOf } from '../../plan/compare';
import { byPath, type PlannedFile } from '../../plan/plan';
import type { TemplateRun } from '../../project/run-options';
import { compiledBuiltIn } from '../../sources/read-built-in';
import { NAME_PATTERN } from '../../template/manifest/manifest';
import { printable } from '../../text/printable';
import { shellLine, shellOf, shownFolder } from '../../text/shell-words';
import { commit } from '../../writing/commit';
import { inspect } from '../../writing/target';

/** What stands in the starter's files for the name, the program's version and a pinned action. */
const NAME = 'acme-flask';
const VERSION = 'create-flask-container@0.0.0';
const ACTION = 'actions/checkout@v0';

/** @returns the files of a new template, ready to be judged by `template check`. */
const starterFiles = (name: string, world: Pick<World, 'home' | 'version'>): readonly PlannedFile[] => {
  const checkout = compiledBuiltIn(world).pins?.actions['actions/checkout'];
  const action = checkout ? `actions/checkout@${checkout.sha} # ${checkout.tag}` : ACTION;
  const folder = join(world.home, 'templates', 'starter');
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item): PlannedFile => {
      const full = join(item.parentPath, item.name);
      const text = fs
        .readFileSync(full, 'utf8')
        .replaceAll(NAME, name)
        .replaceAll(VERSION, `create-flask-container@${world.version}`)
        .replaceAll(ACTION, action);
      // npm leaves some names that begin with a dot out of packages.
      const path = relative(folder, full).replaceAll(sep, '/').replace(/^dot-/, '.');
      return { path, mode: '0644', content: Buffer.from(text) };
    })
    .sort(byPath);
};

/** A template's name from its folder's: `Acme Flask` gives `acme-flask`. */
const nameOf = (folder: string): string => {
  const name = basename(folder)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return new RegExp(NAME_PATTERN).test(name) ? name : 'my-template';
};

/** @throws Stop(usage) for a flag that only means something to `template check` */
const refuseCheckFlags = (run: TemplateRun): void => {
  const flags = [run.json ? '--json' : '', run.run ? '--run' : ''].filter((flag) => flag !== '');
  if (flags.length > 0)
    throw new Stop(
      'usage',
      flags.map((flag) => ({
        code: 'contradiction',
        message: `${flag} goes with template check`,
        flag,
        fix: `leave ${flag} out`,
      })),
    );
};

/** Makes a small, commented template that passes its own check: `template new`. */
export const newTemplate = async (directory: string, run: TemplateRun, world: World): Promise<Outcome> => {
  refuseCheckFlags(run);
  const files = starterFiles(nameOf(resolvePath(world.cwd, directory)), world);
  const target = inspect(resolvePath(world.cwd, directory), files, world);
  const changes = compare(files, target, 'refuse');
  const obstacles = obstaclesOf(changes, target, 'refuse');
  if (obstacles.length > 0)
    throw new Stop(
      'target',
      obstacles.map((what) => ({
        code: 'target',
        message: `${target.path} is in use: ${what}`,
        flag: 'directory',
        value: what,
        fix: 'choose another directory',
      })),
    );
  const done = isUnchanged(changes);
  await commit(target, changes, world);
  const shell = shellOf(world.platform, world.env);
  const folder = shownFolder(target.path, world.cwd);
  const words = [
    done
      ? `Nothing to do: ${printable(folder)} is already this template.`
      : `Began a template in ${printable(folder)}: ${files.length} files.`,
    '',
    'Next',
    `  Judge it: ${shellLine(['npx', `create-flask-container@${world.version}`, 'template', 'check', folder], shell)}`,
    `  Try it:   ${shellLine(['npx', `create-flask-container@${world.version}`, 'try-it', '--template', folder], shell)}`,
    '  Publish it: push it as a git repository; README.md in it says how it is used',
    '',
  ];
  if (!run.quiet) writeOut('standard output', words.join('\n'));
  return 'done';
};
