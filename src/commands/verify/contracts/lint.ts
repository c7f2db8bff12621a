import { type Contract, fail, pass, skip } from '../contract';
import type { Warning } from '../evidence';
import { fixWith } from '../fixes/edit';
import { lintEdits } from '../fixes/of-lint';

const told = ({ tool, rule, line, message }: Warning): string => `line ${line}: ${message} (${tool} ${rule})`;

/** The Dockerfile's own linters have nothing to say. */
export const lint: Contract = {
  id: 'lint',
  title: 'The linters find nothing',
  needs: 'repository',
  expected: 'docker build --check and, where it is installed, hadolint find nothing',
  judge: async (evidence) => {
    const { warnings, ran, absent } = await evidence.lint();
    if (ran.length === 0) return skip(absent.join('; '));
    if (warnings.length === 0) return pass([`${ran.join(' and ')}: nothing`, ...absent].join('; '));
    return fail(
      `${warnings.length === 1 ? '' : `${warnings.length} warnings, first `}${told(warnings[0]!)}`,
      fixWith(
        `see the rule ${warnings[0]!.rule} of ${warnings[0]!.tool}`,
        ...lintEdits(await evidence.repository(), warnings),
      ),
      warnings.map(told),
    );
  },
};
