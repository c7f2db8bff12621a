// The rules of docker/metadata-action that the pipeline uses, in the order in which they are written.
import { appendFileSync } from 'node:fs';

const { IMAGES, TAGS, GITHUB_OUTPUT, GITHUB_REF, GITHUB_SHA } = process.env;
const [, branch] = /^refs\/heads\/(.+)$/.exec(GITHUB_REF) ?? [];
const [, version, major, minor] = /^refs\/tags\/v((\d+)\.(\d+)\.\d+(?:-[^+]+)?)/.exec(GITHUB_REF) ?? [];
const prerelease = version?.includes('-');

const BY_TYPE = {
  raw: ({ value }) => value.replace("{{date 'YYYYMMDD'}}", new Date().toISOString().slice(0, 10).replaceAll('-', '')),
  ref: () => branch?.replaceAll('/', '-'),
  sha: () => `sha-${GITHUB_SHA.slice(0, 7)}`,
  semver: ({ pattern }) =>
    version &&
    (prerelease
      ? version
      : pattern.replace('{{version}}', version).replace('{{major}}', major).replace('{{minor}}', minor)),
};

const rules = TAGS.split('\n')
  .map((line) => line.trim())
  .filter(Boolean);
const tags = rules
  .map((rule) => Object.fromEntries(rule.split(',').map((part) => part.split(/=(.*)/s).slice(0, 2))))
  .filter(({ enable }) => enable !== 'false')
  .map((rule) => BY_TYPE[rule.type](rule))
  .filter(Boolean);
const labels = [
  `org.opencontainers.image.revision=${GITHUB_SHA}`,
  'org.opencontainers.image.created=2026-01-01T00:00:00Z',
];
const output = (name, lines) => appendFileSync(GITHUB_OUTPUT, `${name}<<END\n${lines.join('\n')}\nEND\n`);
output(
  'tags',
  [...new Set(tags)].map((tag) => `${IMAGES}:${tag}`),
);
output('labels', labels);
