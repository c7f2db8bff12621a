import { LABELS_OF_OURS, pairOf } from '../../../repository/pairs';
import type { Repository } from '../../../repository/repository';
import { type Contract, fail, pass, unjudged } from '../contract';
import { type Edit, fixWith } from '../fixes/edit';
import { ignored, withoutPair } from '../fixes/of-files';
import { type Finding, searchHistory, searchPairs } from '../reading/credentials';
import { isOfPackage } from '../reading/packages';

const told = ({ where, what, shown }: Finding): string => `${where}: ${what}, ${shown}`;

const MOST_TOLD = 100;

const KNOWN = 'what was pushed counts as known, so replace it';

/** Where a secret stands says how it came there. */
const fixOf = ({ where, what }: Finding): string => {
  const path = /, (\/.*)$/.exec(where)?.[1];
  if (what === 'the git history') return `keep the history out: add the line .git to .dockerignore; ${KNOWN}`;
  if (path !== undefined)
    return `keep ${path} out of the image: name it in .dockerignore, or give it to the RUN that needs it with --mount=type=secret; ${KNOWN}`;
  if (where.startsWith('history'))
    return `take it out of the instruction and give it to the RUN that needs it with --mount=type=secret, not with ARG; ${KNOWN}`;
  return `take it out of the Dockerfile and hand it to the container when it starts, with --env or a secret's file; ${KNOWN}`;
};

/** Out of the image is for a file to say; that what was known is replaced is for people to do. */
const editsOf = ({ where, what }: Finding, repository: Repository): readonly Edit[] => {
  const [, kind, name] = /^(ENV|LABEL) (\S+)$/.exec(where) ?? [];
  if (kind !== undefined && name !== undefined) return withoutPair(repository, kind, name);
  if (what === 'the git history') return [ignored(repository, ['.git'])];
  return /\/\.env$/.test(where) ? [ignored(repository, ['**/.env'])] : [];
};

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
    const repository = await evidence.repository();
    const findings: readonly Finding[] = [
      ...own.flatMap((layer, index) =>
        layer.findings
          .filter((finding) => !isOfPackage(finding, layer.packaged))
          .map((finding) => ({ ...finding, where: `layer ${base + index + 1}, ${finding.where}` })),
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
        fixWith(fixOf(findings[0]!), ...findings.flatMap((finding) => editsOf(finding, repository))),
        findings.slice(0, MOST_TOLD).map(told),
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
