import type { Docker } from '../../../machine/docker';
import { type Image, Unjudged } from '../evidence';

interface Inspected {
  readonly Id?: string;
  readonly Architecture?: string;
  readonly RootFS?: { readonly Layers?: readonly string[] };
  readonly Config?: {
    readonly User?: string;
    readonly Env?: readonly string[] | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly Healthcheck?: { readonly Test?: readonly string[]; readonly Timeout?: number } | null;
    readonly StopSignal?: string;
    readonly Shell?: readonly string[] | null;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  };
}

const parsed = <T>(text: string): T | undefined => {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
};

const historyOf = async (docker: Docker, reference: string): Promise<Image['history']> => {
  const ran = await docker.call(['history', '--no-trunc', '--human=false', '--format', '{{json .}}', reference]);
  return ran.stdout
    .split('\n')
    .map((line) => parsed<{ CreatedBy?: string; Size?: string }>(line))
    .filter((item) => item !== undefined)
    .map(({ CreatedBy: by = '', Size: size = '0' }) => ({ by, empty: size === '0' || size === '0B' }))
    .reverse();
};

/** @returns what the engine says of an image. */
export const inspectImage = async (docker: Docker, reference: string): Promise<Image> => {
  const ran = await docker.call(['image', 'inspect', '--format', '{{json .}}', reference]);
  const image = parsed<Inspected>(ran.stdout);
  if (ran.exitCode !== 0 || !image?.Id)
    throw new Unjudged(`the engine does not show the image: ${ran.stderr.trim()}`, 'run it again');
  const { Config: config = {} } = image;
  return {
    id: image.Id,
    user: config.User ?? '',
    env: config.Env ?? [],
    labels: config.Labels ?? {},
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    workingDirectory: config.WorkingDir ?? '',
    healthcheck: config.Healthcheck?.Test ?? [],
    healthTimeout: config.Healthcheck?.Timeout ?? 0,
    stopSignal: config.StopSignal ?? '',
    shell: config.Shell ?? [],
    ports: Object.keys(config.ExposedPorts ?? {})
      .map((port) => Number.parseInt(port, 10))
      .filter((port) => port > 0),
    layers: image.RootFS?.Layers ?? [],
    architecture: image.Architecture ?? '',
    history: await historyOf(docker, reference),
  };
};

/** @returns the ids of images, in the order of their references. */
export const idsOf = async (docker: Docker, references: readonly string[]): Promise<readonly string[]> => {
  const ran = await docker.call(['image', 'inspect', '--format', '{{.Id}}', ...references]);
  if (ran.exitCode !== 0)
    throw new Unjudged(`the engine does not show the image: ${ran.stderr.trim()}`, 'run it again');
  return ran.stdout.trim().split('\n');
};
