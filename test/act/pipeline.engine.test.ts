import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { dockerConfigWithBuildx } from '../kit/buildx';
import { build, docker, removeLater, tryDocker, uniqueName } from '../kit/engine';
import { startImageRegistry } from '../kit/image-registry';
import { written } from '../kit/linters';
import { git, newFolder, ROOT, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';
import { startNetworkedEngine } from './networked-engine';

/**
 * The pipeline of a generated repository, run whole by act on this machine: its jobs, conditions, outputs and commands are
 * the real ones, and so are Buildx, BuildKit and the registry. The actions themselves cannot be fetched by a test and are
 * stand-ins (`actions/`): they do the same with git, docker and Python, but the scan, the attestation and the handing
 * on of files only say or copy what they are given. `npm run act` builds what it needs.
 */

const cache = join(homedir(), '.cache', 'create-flask-container-test');
const inCache = (name: string): string | undefined =>
  existsSync(cache) ? readdirSync(cache).find((folder) => folder.startsWith(name)) : undefined;
const [act, buildkit] = [inCache('act-'), inCache('buildkit-')];
const wanted = process.env['ACT_TESTS'] === 'required';

jest.setTimeout(1_800_000);

if (!wanted) test.skip('the pipeline under act: `npm run act` builds act and BuildKit, and runs it', () => undefined);
else if (!act || !buildkit) throw new Error('act and BuildKit are not built: npm run act');

const LOGIN = { user: 'robot-of-tests', password: 'a token' };
const BASE = 'python:3.14-slim-trixie';
const pins = JSON.parse(readFileSync(join(ROOT, 'templates', 'pins.json'), 'utf8')) as {
  readonly actions: Readonly<Record<string, { readonly sha: string }>>;
  readonly versions: Readonly<Record<string, { readonly version: string }>>;
};

/** Images that the pipeline asks for by name and no registry of this machine has, made of what is here. */
const imagesOf = async (): Promise<readonly string[]> => {
  const made: string[] = [];
  const image = async (name: string, lines: readonly string[], files: Readonly<Record<string, string>>) => {
    const context = newFolder();
    for (const [path, from] of Object.entries(files)) copyFileSync(from, join(context, path));
    writeFileSync(join(context, 'Dockerfile'), `FROM ${BASE}\n${lines.join('\n')}\n`);
    await build(context, '--provenance=false', '--tag', name);
    removeLater('image', 'rm', '--force', name);
    made.push(name);
  };
  const path = async (program: string): Promise<string> =>
    (await runProgram(['-c', `command -v ${program}`], { program: ['sh'] })).stdout.trim();
  const { version } = pins.versions['buildkit']!;
  const library = (await runProgram([await path('runc')], { program: ['ldd'] })).stdout;
  const seccomp = /libseccomp\S* => (\S+)/.exec(library)![1]!;
  await image(
    `moby/buildkit:v${version}`,
    ['COPY buildkitd buildctl runc /usr/local/bin/', 'COPY libseccomp.so.2 /usr/lib/', 'ENTRYPOINT ["buildkitd"]'],
    {
      buildkitd: join(cache, buildkit!, 'buildkitd'),
      buildctl: join(cache, buildkit!, 'buildctl'),
      runc: await path('runc'),
      'libseccomp.so.2': seccomp,
    },
  );
  for (const [name, tag, command] of [
    ['hadolint', `hadolint/hadolint:v${pins.versions['hadolint']!.version}`, 'CMD ["hadolint", "-"]'],
    ['actionlint', `rhysd/actionlint:${pins.versions['actionlint']!.version}`, 'ENTRYPOINT ["actionlint"]'],
  ] as const)
    await image(tag, [`COPY ${name} /usr/local/bin/`, command], { [name]: await path(name) });
  return made;
};

interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly registry: string;
  readonly image: string;
  readonly origin: string;
  readonly artifacts: string;
}

/** The GitHub CLI: which run pushed a commit's image, and an attestation, which is a stand-in, too. */
const GH = `#!/usr/bin/env bash
case "$1 $2" in
  'run list') echo 12 ;;
  'run view') test -e "$ACT_PUSHED" && echo true || echo false ;;
  'attestation verify') echo "stand-in: $3 was not verified" ;;
esac
`;

/** Runs the pipeline for an event; gives how it ended and all that it said. */
const pipeline = async (place: Place, event: string, payload: object, ref: string) => {
  const folder = newFolder();
  await git(folder, 'clone', '--quiet', place.origin, '.');
  await git(folder, 'checkout', '--quiet', ref);
  const file = join(newFolder(), 'event.json');
  writeFileSync(file, JSON.stringify({ repository: { visibility: 'public', default_branch: 'main' }, ...payload }));
  const local = readdirSync(join(__dirname, 'actions')).flatMap((name) => {
    const action = Object.keys(pins.actions).find((known) => known.endsWith(`/${name}`))!;
    return ['--local-repository', `${action}@${pins.actions[action]!.sha}=${join(__dirname, 'actions', name)}`];
  });
  const words = [
    event,
    ...['--eventpath', file, '--no-skip-checkout', '--concurrent-jobs', '1', '--defaultbranch', 'main'],
    ...['ubuntu-24.04', 'ubuntu-24.04-arm'].flatMap((runner) => ['--platform', `${runner}=-self-hosted`]),
    ...['--secret', `REGISTRY_USERNAME=${LOGIN.user}`, '--secret', `REGISTRY_TOKEN=${LOGIN.password}`],
    ...['--env', 'GITHUB_RUN_ATTEMPT=1'],
    ...local,
  ];
  const ran = await runProgram(words, {
    program: [join(cache, act!, 'act')],
    cwd: folder,
    env: { ...process.env, ...place.env },
    timeout: 900_000,
  });
  return { exitCode: ran.exitCode, said: ran.stdout + ran.stderr };
};

const digestOf = async ({ registry, image }: Place, tag: string): Promise<string | null> => {
  const name = image.slice(registry.length + 1);
  const authorization = `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`;
  const headers = { authorization };
  return (await fetch(`http://${registry}/v2/${name}/manifests/${tag}`, { headers })).headers.get(
    'docker-content-digest',
  );
};

/** The other image store than that of the machine's engine. */
const otherStore = async (): Promise<boolean> =>
  !(await docker('info', '--format', '{{.DriverStatus}}')).includes('containerd');

(wanted ? describe : describe.skip).each([['the image store of this machine’s engine'], ['the other image store']])(
  'with %s',
  (told) => {
    let place: Place;
    const ends: (() => unknown)[] = [];

    beforeAll(async () => {
      const [hub, own] = [await startImageRegistry(), await startImageRegistry(`${LOGIN.user}:${LOGIN.password}`)];
      ends.push(hub.stop, own.stop);
      const scanner = `docker/buildkit-syft-scanner:${pins.versions['buildkit-syft-scanner']!.version}`;
      for (const [from, to] of [
        [BASE, `library/${BASE}`],
        [scanner, scanner],
      ] as const) {
        await docker('tag', from, `${hub.host}/${to}`);
        await docker('push', '--quiet', `${hub.host}/${to}`);
        await docker('image', 'rm', `${hub.host}/${to}`);
      }
      const images = await imagesOf();
      const env: Record<string, string> = {};
      if (told === 'the other image store') {
        const features = { 'containerd-snapshotter': await otherStore() };
        const engine = await startNetworkedEngine({ features, 'registry-mirrors': [`http://${hub.host}`] });
        ends.unshift(engine.stop);
        env['DOCKER_HOST'] = engine.host;
        for (const image of images) {
          const script = 'set -o pipefail; docker save "$1" | DOCKER_HOST="$2" docker load';
          expect(await runProgram(['-c', script, 'lend', image, engine.host], { program: ['bash'] })).toMatchObject({
            exitCode: 0,
          });
        }
      }
      const config = newFolder();
      const buildx = await dockerConfigWithBuildx();
      if (buildx) symlinkSync(join(buildx, 'cli-plugins'), join(config, 'cli-plugins'));
      const bin = newFolder();
      writeFileSync(join(bin, 'gh'), GH, { mode: 0o755 });
      const buildkitd = join(newFolder(), 'buildkitd.toml');
      writeFileSync(
        buildkitd,
        `[registry."docker.io"]\nmirrors = ["${hub.host}"]\n[registry."${hub.host}"]\nhttp = true\n`,
      );
      const builder = uniqueName('act');
      ends.unshift(() => tryDocker(['buildx', 'rm', '--force', builder], { env: { ...env, DOCKER_CONFIG: config } }));
      const name = uniqueName('piped');
      const repository = repositoryOf({
        name,
        registry: own.host,
        tags: ['latest', 'semver', 'sha'],
        platforms: ['linux/amd64'],
      });
      const origin = newFolder();
      // The name of the checked image is everybody's on this engine.
      const checked = `${name}-checked:latest`;
      written(
        new Map([...repository].map(([path, text]) => [path, text.replaceAll('checked:latest', checked)])),
        origin,
      );
      await git(origin, 'init', '--quiet', '--initial-branch', 'main');
      await git(origin, 'add', '.');
      await git(origin, 'commit', '--quiet', '--message', 'Start');
      ends.unshift(() => tryDocker(['image', 'rm', '--force', checked], { env }));
      const artifacts = join(newFolder(), 'artifacts');
      place = {
        registry: own.host,
        image: /^env: \{IMAGE: "(.*)"\}$/m.exec(repository.get('.github/workflows/image.yml')!)![1]!,
        origin,
        artifacts,
        env: {
          ...env,
          HOME: newFolder(),
          PATH: `${bin}:${process.env['PATH']}`,
          DOCKER_CONFIG: config,
          ACT_ORIGIN: origin,
          ACT_ARTIFACTS: artifacts,
          ACT_BUILDER: builder,
          ACT_BUILDKITD: buildkitd,
          ACT_PUSHED: join(artifacts, 'image-amd64'),
        },
      };
      mkdirSync(place.env['HOME']!, { recursive: true });
    });

    afterAll(async () => {
      for (const end of ends) await end();
    });

    test('a push to main is green: built, checked, compared, and published under each tag', async () => {
      const ran = await pipeline(place, 'push', { ref: 'refs/heads/main' }, 'main');
      expect([ran.exitCode, ran.exitCode === 0 ? '' : ran.said]).toEqual([0, '']);
      const sha = (await git(place.origin, 'rev-parse', '--short=7', 'main')).trim();
      const digest = await digestOf(place, 'latest');
      expect(digest).toMatch(/^sha256:/);
      expect(await digestOf(place, `sha-${sha}`)).toBe(digest);
      for (const said of ['was not scanned', 'was not attested', 'was not verified'])
        expect(ran.said).toMatch(new RegExp(`stand-in: .* ${said}`));
    });

    test('a version of that commit is green: nothing is built, and its tags go on that image', async () => {
      await git(place.origin, 'tag', 'v1.2.3');
      const ran = await pipeline(place, 'push', { ref: 'refs/tags/v1.2.3' }, 'v1.2.3');
      expect([ran.exitCode, ran.exitCode === 0 ? '' : ran.said]).toEqual([0, '']);
      expect(ran.said).not.toContain('Run it hardened and check it');
      const digest = await digestOf(place, 'latest');
      for (const tag of ['1.2.3', '1.2', '1']) expect([tag, await digestOf(place, tag)]).toEqual([tag, digest]);
    });

    test('a pull request is green, and publishes nothing', async () => {
      const before = await digestOf(place, 'latest');
      await git(place.origin, 'commit', '--quiet', '--allow-empty', '--message', 'Propose');
      const ran = await pipeline(place, 'pull_request', { pull_request: { base: { ref: 'main' } } }, 'main');
      expect([ran.exitCode, ran.exitCode === 0 ? '' : ran.said]).toEqual([0, '']);
      expect(ran.said).not.toContain('Push with every tag');
      expect(await digestOf(place, 'latest')).toBe(before);
    });
  },
);
