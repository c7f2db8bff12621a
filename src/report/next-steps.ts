import type { Values } from '../options/define';
import { registryOf } from '../options/registries';

/** @returns what to do next, in three lines: run it, push it, let the pipeline log in. */
export const nextSteps = (answers: Values, folder: string, committed: boolean): readonly string[] => {
  const name = String(answers.name);
  const branch = String(answers.branch);
  const registry = registryOf(String(answers.registry));
  const run = answers.compose === true ? 'docker compose up --build' : 'make run';
  const lines = [`Run it:   cd ${folder}, then ${run}, and open http://127.0.0.1:${String(answers.port)}`];
  if (answers.ci === 'none') return lines;
  lines.push(
    `Push it:  gh repo create ${name} --private --source . --push (or: git remote add origin <url>, then git push -u origin ${branch})`,
  );
  if (!committed) lines.splice(1, 0, 'Commit it: git init, git add ., git commit (see above)');
  const names = [...registry.secrets, ...registry.variables];
  if (names.length > 0) {
    const kind = registry.secrets.length > 0 ? 'secret' : 'variable';
    lines.push(
      `Log in:   set the ${kind}s ${names.join(', ').replace(/, ([^,]*)$/, ' and $1')} of the repository: gh ${kind} set ${names[0]} (README.md shows where to get them)`,
    );
  }
  return lines;
};
