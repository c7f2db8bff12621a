import type { Flaw, Offer, ValueOf, Values } from '../options/option';

/** What differs between registries. Kinds are read by templates and by the last screen. */
export type RegistryKind = 'docker-hub' | 'ghcr' | 'ecr' | 'artifact-registry' | 'acr' | 'quay' | 'other' | 'none';

interface RegistryRow {
  readonly kind: RegistryKind;
  readonly matches: (host: string) => boolean;
  /** How many path components stand before the image's name. */
  readonly userParts: readonly [least: number, most: number];
  /** What the registry calls the account. */
  readonly userIs: string;
  /** What such a name is made of, where that is less than other registries take. */
  readonly spelt?: string;
  /** What the pipeline needs before it can log in: repository secrets and variables. */
  readonly secrets: readonly string[];
  readonly variables: readonly string[];
}

const MANY = 20;

const ROWS: readonly RegistryRow[] = [
  {
    kind: 'none',
    matches: (host) => host === 'none',
    userParts: [0, 0],
    userIs: 'nothing',
    secrets: [],
    variables: [],
  },
  {
    kind: 'docker-hub',
    matches: (host) => host === 'docker.io',
    userParts: [1, 1],
    userIs: 'your Docker Hub account or organisation',
    spelt: 'small letters and digits',
    secrets: ['DOCKERHUB_USERNAME', 'DOCKERHUB_TOKEN'],
    variables: [],
  },
  {
    kind: 'ghcr',
    matches: (host) => host === 'ghcr.io',
    userParts: [1, MANY],
    userIs: 'your GitHub account or organisation, in lower case',
    secrets: [],
    variables: [],
  },
  {
    kind: 'ecr',
    matches: (host) => /\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(host),
    userParts: [0, MANY],
    userIs: 'a path, where your repositories have one',
    secrets: [],
    variables: ['AWS_ROLE_ARN', 'AWS_REGION'],
  },
  {
    kind: 'artifact-registry',
    matches: (host) => host.endsWith('.pkg.dev'),
    userParts: [2, MANY],
    userIs: 'project/repository',
    secrets: [],
    variables: ['GCP_WORKLOAD_IDENTITY_PROVIDER', 'GCP_SERVICE_ACCOUNT'],
  },
  {
    kind: 'acr',
    matches: (host) => host.endsWith('.azurecr.io'),
    userParts: [0, MANY],
    userIs: 'a path, where your repositories have one',
    secrets: [],
    variables: ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'],
  },
  {
    kind: 'quay',
    matches: (host) => host === 'quay.io',
    userParts: [1, MANY],
    userIs: 'your Quay account or organisation',
    secrets: ['REGISTRY_USERNAME', 'REGISTRY_TOKEN'],
    variables: [],
  },
  {
    kind: 'other',
    matches: () => true,
    userParts: [0, MANY],
    userIs: 'the account or path that owns the image',
    secrets: ['REGISTRY_USERNAME', 'REGISTRY_TOKEN'],
    variables: [],
  },
];

/** @returns the row of a registry host, or of `none`. */
export const registryOf = (host: string): RegistryRow => ROWS.find((row) => row.matches(host))!;

/** What a prompt offers; any other host is typed. */
export const REGISTRY_OFFERS: readonly Offer[] = [
  { value: 'docker.io', label: 'Docker Hub (docker.io)', hint: 'needs an account there, and a token for the pipeline' },
  { value: 'ghcr.io', label: 'GitHub (ghcr.io)', hint: "no token: the pipeline uses the repository's own" },
  { value: 'none', label: 'none for now', hint: 'the image is built and tested, not published; no account is needed' },
];

export const REGISTRY_KINDS: readonly RegistryKind[] = ROWS.map((row) => row.kind);

/** How many levels a registry wants. */
const levels = (host: string): Flaw => {
  const { userParts, userIs } = registryOf(host);
  const [least, most] = userParts;
  const rule = most === 1 ? `one level on ${host}` : `at least ${least} levels on ${host}`;
  return {
    rule: `${rule}: ${userIs}`,
    fix: most === 1 ? 'take the "/" and what follows it out' : 'write the levels with "/" between them',
  };
};

/** Judges a registry user beside the registry. */
export const judgeRegistryUser = (value: unknown, answers: Values): Flaw | undefined => {
  const host = String(answers['registry']);
  const [least, most] = registryOf(host).userParts;
  const parts = String(value) === '' ? 0 : String(value).split('/').length;
  if (parts === 0) return undefined;
  if (host === 'none')
    return {
      rule: 'with registry none there is no one to publish as',
      fix: 'leave out --registry-user, or name a registry',
      contradiction: true,
    };
  return parts < least || parts > most ? levels(host) : undefined;
};

/** Docker Hub gives out no other names; the registry itself would take them. */
const HUB_ACCOUNT = /^[a-z0-9]{0,30}$/;

/** @returns what a registry user makes of the image, and a word where no such account can exist. */
export const userPreview = (user: string, answers: Values, image: string): string =>
  registryOf(String(answers['registry'])).kind === 'docker-hub' && !HUB_ACCOUNT.test(user)
    ? `${image} (is it spelt right? an account of Docker Hub has small letters and digits only, at most 30)`
    : image;

/** @returns what the user of a registry is, for whoever is asked for one. */
export const aboutUser = (host: string): string => {
  const { userIs, spelt } = registryOf(host);
  return spelt === undefined ? userIs : `${userIs} (${spelt})`;
};

/** @returns the repository of an image as `docker build --tag` takes it, without a tag. */
export const imageOf = (
  answers: { readonly [Key in 'registry' | 'registryUser' | 'name']: ValueOf['text'] },
): string => {
  const host = answers.registry === 'none' || answers.registry === 'docker.io' ? '' : answers.registry;
  return [host, answers.registryUser, answers.name].filter((part) => part !== '').join('/');
};
