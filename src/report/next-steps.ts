import type { Values } from '../options/define';
import { registryOf } from '../options/registries';

/** @returns what to do next, in three lines: run it, push it, let the pipeline log in. */
export const nextSteps = (answers: Values, folder: string, committed: boolean): readonly string[] => {
  const name = String(answers.name);
  const registry = registryOf(String(answers.registry));
  const run = answers['compose'] === true ? 'docker compose up --build' : 'make build run';
  const lines = [`Run it:   cd ${folder}, then ${run}, and open http://127.0.0.1:${String(answers['port'])}`];
  if (answers['ci'] === 'none') return lines;
  if (!committed) lines.splice(1, 0, 'Commit:   git init, git add ., git commit');
  lines.push(`Push it:  gh repo create ${name} --private --source . --push, or plain git: see README.md`);
  const [what, names] = registry.secrets.length > 0 ? ['secret', registry.secrets] : ['variable', registry.variables];
  if (names.length > 0)
    lines.push(`Log in:   ${names.map((each) => `gh ${what} set ${each}`).join(', ')}: see README.md`);
  return lines;
};
