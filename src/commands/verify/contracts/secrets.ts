import { LABELS_OF_OURS, pairOf } from '../../../repository/pairs';
import { type Contract, fail, pass, unjudged } from '../contract';
import { type Finding, searchHistory, searchPairs } from '../reading/credentials';

const told = ({ where, what, shown }: Finding): string => `${where}: ${what}, ${shown}`;

const FIX =
  'take it out of the build: RUN --mount=type=secret for what the build needs, the environment for what the app needs; what was pushed counts as known, so replace it';

/** Whoever has the image has no secret. */
export const secrets: Contract = {
  id: 'secrets',
  title: 'No secret in any layer',
  needs: 'image',
  expected:
    'nothing of a credential’s form in any layer (deleted files included), the environment, the labels or the history',
  judge: async (evidence) => {
    const image = await evidence.image();
    const { layers, base = 0, unread } = await evidence.contents();
    const own = layers.slice(base);
    const findings: readonly Finding[] = [
      ...own.flatMap((layer, index) =>
        layer.findings.map((finding) => ({ ...finding, where: `layer ${base + index + 1}, ${finding.where}` })),
      ),
      ...searchPairs('ENV', image.env.map(pairOf)),
      ...searchPairs(
        'LABEL',
        Object.entries(image.labels).filter(([name]) => !LABELS_OF_OURS.test(name)),
      ),
      ...searchHistory(image.history.map(({ by }) => by)),
    ];
    if (findings.length > 0)
      return fail(
        told(findings[0]!) + (findings.length > 1 ? `, and ${findings.length - 1} more` : ''),
        FIX,
        findings.map(told),
      );
    if (unread.length > 0) return unjudged(unread[0]!, 'use an image store whose layers are gzip or plain');
    if (!(await evidence.searchWorks()))
      return unjudged('the search missed a value that was planted for it', 'report this');
    const count = own.reduce((sum, { entries }) => sum + entries.length, 0);
    return pass(
      `${count} files in ${own.length} layers, ${image.env.length} variables, ${image.history.length} instructions: none; planted values are found`,
    );
  },
};
