import { type Outcome, type Problem, Stop } from '../../errors';
import { tell } from '../../machine/tell';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { environmentLayer, environmentName, flagLayer } from '../../options/layers';
import type { OptionTable } from '../../options/option';
import { resolve } from '../../options/resolve';
import { TEMPLATE_RUN, type TemplateRun } from '../../project/run-options';
import { checkTemplate } from './check';
import { templateJson } from './document';
import { judgedTemplate } from './judged';
import { newTemplate } from './new';
import type { TemplateReport } from './report';
import { templateText } from './text';

const ACTIONS = ['check', 'new'] as const;

const actionProblems = (positionals: readonly string[]): readonly Problem[] => {
  const [action, argument] = positionals;
  if (action === undefined || !(ACTIONS as readonly string[]).includes(action))
    return [
      {
        code: action === undefined ? 'missing' : 'unknown',
        message: action === undefined ? 'template is to do what?' : `template cannot ${action}`,
        flag: 'action',
        ...(action === undefined ? {} : { value: action }),
        fix: 'template check <source>, or template new <directory>',
      },
    ];
  if (argument !== undefined && argument !== '') return [];
  return action === 'check'
    ? [
        {
          code: 'missing',
          message: 'the source is missing: which template',
          flag: 'source',
          fix: 'template check . for the one in the current folder',
        },
      ]
    : [
        {
          code: 'missing',
          message: 'the directory is missing: where the template goes',
          flag: 'directory',
          fix: 'template new acme-flask',
        },
      ];
};

const NEVER_BEGUN: Problem = {
  code: 'contradiction',
  message: '--from means nothing to template new: there is nothing older than a template that begins',
  flag: '--from',
  fix: 'leave it out, or say template check',
};

const told = async (report: TemplateReport, run: TemplateRun, world: World): Promise<Outcome> => {
  await tell(
    {
      problems: report.problems,
      json: () => templateJson(report),
      text: (style) => templateText(report, style),
      judged: () => judgedTemplate(report),
      matters: report.findings.length > 0,
    },
    run,
    world,
  );
  return report.end;
};

/** The environment names many options; those of this command that are there count, the others are create's. */
const ownVariables = (env: World['env']): World['env'] => {
  const names = Object.entries(TEMPLATE_RUN as OptionTable).map(([key, option]) => environmentName(key, option));
  return Object.fromEntries(Object.entries(env).filter(([name]) => names.includes(name)));
};

/** `create-flask-container template check <source>` and `template new <directory>`. */
export const template = async (read: Arguments, world: World): Promise<Outcome> => {
  const layers = [flagLayer(TEMPLATE_RUN, read.texts), environmentLayer(TEMPLATE_RUN, ownVariables(world.env))];
  const resolution = resolve(TEMPLATE_RUN, layers);
  const run = resolution.values as unknown as TemplateRun;
  const problems = [...read.problems, ...resolution.problems, ...actionProblems(read.positionals)];
  const [action, argument = ''] = read.positionals;
  if (action === 'new' && run.from !== undefined) problems.push(NEVER_BEGUN);
  if (problems.length > 0) {
    if (action !== 'new' && (run.json || run.reporter !== undefined))
      return told(
        { outcome: 'refused', end: 'usage', plans: [], linters: [], findings: [], problems, notes: [] },
        run,
        world,
      );
    throw new Stop('usage', problems);
  }
  if (action === 'new') return newTemplate(argument, run, world);
  const progress =
    world.isTerminal('stderr') && !run.quiet ? (text: string) => void world.stderr.write(text) : undefined;
  return told(
    await checkTemplate(
      argument,
      {
        timeout: run.timeout,
        ...(progress ? { progress } : {}),
        ...(run.run ? { run: { typed: argument } } : {}),
        ...(run.from === undefined ? {} : { from: run.from }),
      },
      world,
    ),
    run,
    world,
  );
};
