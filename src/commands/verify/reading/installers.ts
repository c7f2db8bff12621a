import type { BuildStep } from './build-log';
import { instructionOf } from './build-log';

/** Commands that install what a project depends on. */
const INSTALLER =
  /\bpip(?:3(?:\.\d+)?)?\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*(?:install|sync|wheel)\b|\bpip-sync\b|\buv\s+(?:-\S+\s+)*(?:sync|pip\s+(?:install|sync))\b|\bpoetry\s+(?:-\S+\s+)*(?:install|sync)\b|\bpipenv\s+(?:install|sync)\b|\bpdm\s+(?:install|sync)\b|\bconda\s+(?:env\s+)?(?:install|create|update)\b|\beasy_install\b/;

/** Installs of tools, not of the project's dependencies. */
const TOOLS =
  /\binstall\s+(?:-\S+\s+)*(?:(?:--upgrade|-U)\s+)?["']?(?:pip|setuptools|wheel|uv|poetry|pipenv|pdm|pip-tools)(?:[=<>~!][^\s"']*)?["']?(?:\s+["']?(?:pip|setuptools|wheel|uv|poetry|pipenv|pdm|pip-tools)(?:[=<>~!][^\s"']*)?["']?)*\s*(?:$|&&|;)/;

/** The project itself, put on top of its dependencies. */
const PROJECT_ONLY = /\s--no-deps\b|\s--no-index\b/;
const WITHOUT_PROJECT = /\s--(?:no-install-project|no-install-workspace|no-root|no-self)\b/;

/** @returns whether an instruction installs dependencies. */
export const installsBy = (instruction: string): boolean => {
  if (!/^RUN\b/i.test(instruction) || !INSTALLER.test(instruction)) return false;
  const rest = instruction.replace(TOOLS, ' ');
  return INSTALLER.test(rest);
};

/** @returns whether a step of a build installs dependencies. */
export const installs = (step: BuildStep): boolean => installsBy(instructionOf(step) ?? '');

const ran = (step: BuildStep): boolean => !step.cached && step.started !== undefined;

/** The dependency steps of a build, told apart by whether they ran. */
export interface Installs {
  readonly cached: readonly BuildStep[];
  readonly ran: readonly BuildStep[];
  /** Ran, and may: it only puts the project on top of what a cached step installed. */
  readonly onTop: readonly BuildStep[];
}

/** @returns the dependency steps among the steps of a build. */
export const installsOf = (steps: readonly BuildStep[]): Installs => {
  const all = steps.filter(installs);
  const cached = all.filter((step) => step.cached);
  const layered = cached.some((step) => WITHOUT_PROJECT.test(step.name));
  // A lock is often installed with --no-deps because it names everything; then it is all there is.
  const onTop = all.filter(
    (step) =>
      ran(step) &&
      cached.length > 0 &&
      ((PROJECT_ONLY.test(step.name) && !/\s(?:-r|--requirements?|--require-hashes)\b/.test(step.name)) ||
        (layered && !WITHOUT_PROJECT.test(step.name))),
  );
  return { cached, ran: all.filter((step) => ran(step) && !onTop.includes(step)), onTop };
};
