import ejs from 'ejs';
import { Fault } from '../template/fault';
import type { Run, Tags } from '../template/program';

const OPTIONS = {
  // Three arguments always: with two, data could become options of the engine.
  escape: (written: string): string => written,
  includer: (): never => {
    throw new Fault('include is not allowed');
  },
  localsName: 'it',
  _with: false,
  strict: true,
  client: false,
  async: false,
  cache: false,
  compileDebug: false,
} as const;

/** Runs EJS that we wrote. */
export const runEjs = (text: string, tags: Tags): string =>
  ejs.render(text, tags, OPTIONS as ejs.Options & { async: false });

/**
 * Compiles EJS that we wrote, so that it needs no engine when it is run.
 * @returns the source of a function of the tags, and of whatever else is named
 */
export const ejsSource = (text: string, ...names: readonly string[]): string => {
  const template = new ejs.Template(text, OPTIONS as ejs.Options & { async: false }) as ejs.Template & {
    source: string;
  };
  template.compile();
  return `function (${[OPTIONS.localsName, ...names].join(', ')}) { 'use strict'; const escapeFn = (written) => written; ${template.source} }`;
};

/** @returns the text of a program. */
export const runProgram = ({ ejs, run }: { readonly ejs: string; readonly run?: Run }, tags: Tags): string =>
  run ? run(tags) : runEjs(ejs, tags);
