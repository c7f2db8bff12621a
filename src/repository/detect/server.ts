import { posix } from 'node:path';
import { CREATE_ANSWERS } from '../../project/schema';
import { shown } from '../../text/shown';
import { interpolate } from '../interpolation';
import { at, type Findings, fact } from './fact';
import type { Looked } from './looked';

/** Servers that are named, with what happens instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  uwsgi: 'gunicorn serves instead of uWSGI',
  waitress: 'gunicorn serves instead of waitress',
  gevent: 'the workers are threads, not gevent',
  eventlet: 'the workers are threads, not eventlet',
  hypercorn: 'gunicorn serves instead of hypercorn',
  uvicorn: 'gunicorn serves instead of uvicorn',
};

/** Decides which gunicorn serves: the app's own, or ours beside it. */
export const findServer = async ({ tree, dependencies, containers }: Looked): Promise<Findings> => {
  const own = dependencies.direct.find(({ name }) => name === 'gunicorn');
  const others = dependencies.direct.filter(({ name }) => Object.hasOwn(INSTEAD, name));
  const notes = others.map(({ name, from }) => `${INSTEAD[name]!} (${shown(from)})`);
  const flask = containers.starts.find(({ launch }) => launch.program === 'flask');
  if (flask) notes.push(`gunicorn serves instead of flask run, which is for development (${shown(flask.from)})`);
  if (dependencies.direct.some(({ name }) => name === 'flask-socketio'))
    notes.push('Flask-SocketIO gets one worker with threads: two workers break its sessions');
  const config = ['gunicorn.conf.py', 'gunicorn_config.py', 'gunicorn.config.py', 'config/gunicorn.py'].find((path) =>
    tree.has(path),
  );
  if (own && config !== undefined && /^bind\s*=/m.test((await tree.text(config))?.text ?? ''))
    notes.push(`our --bind counts, not the bind of ${config}`);
  const facts = own
    ? [
        fact(
          'server',
          'own',
          own.from,
          'dependency',
          others.map(({ name }) => name),
        ),
      ]
    : [
        fact(
          'server',
          'ours',
          'default',
          'default',
          others.map(({ name }) => name),
        ),
      ];
  return { facts, problems: [], notes };
};

/** @returns the port of what a server listens on: `0.0.0.0:${PORT:-8080}`; undefined where it is `$PORT` alone. */
const portOf = (bind: string): number | undefined => {
  const filled = interpolate(bind.replace(/\$\(.*?\)/g, ''));
  const [, port] = /(?:^|:)(\d{2,5})$/.exec(filled.trim()) ?? [];
  return port === undefined ? undefined : Number(port);
};

interface FoundPort {
  readonly port: number;
  readonly from: string;
  readonly rule: 'command' | 'compose' | 'dockerfile' | 'run';
}

/** `app.run(port=8080)`, `port=int(os.environ.get("PORT", 8080))`. */
const runPorts = async ({ tree, entry }: Looked): Promise<readonly FoundPort[]> => {
  const beside = ['app.py', 'main.py', 'run.py', 'wsgi.py', 'server.py', 'manage.py'];
  const found: FoundPort[] = [];
  for (const path of new Set([
    ...(entry ? [entry.path] : []),
    ...beside.map((name) => posix.join(entry?.root ?? '', name)),
  ])) {
    const module = await tree.module(path);
    for (const { node } of module?.calls ?? []) {
      const { python } = module!;
      if (!/(?:^|\.)(?:run|serve)$/.test(python.callee(node) ?? '')) continue;
      const value = python.arguments(node).named.get('port');
      const named =
        value?.name === 'VariableName'
          ? module!.assignments.find(({ names }) => names.includes(python.of(value)))?.value
          : value;
      const [, last] = named ? (/(?:^|[\s("',])(\d{2,5})["')\s]*$/.exec(python.of(named)) ?? []) : [];
      if (last !== undefined) found.push({ port: Number(last), from: at(path, python.lineOf(node)), rule: 'run' });
    }
  }
  return found;
};

/** Decides the port inside the container. */
export const findPort = async (looked: Looked): Promise<Findings> => {
  const { containers } = looked;
  const starts = containers.starts.flatMap(({ launch, from }): readonly FoundPort[] => {
    const port = launch.bind === undefined ? undefined : portOf(launch.bind);
    return port === undefined ? [] : [{ port, from, rule: 'command' }];
  });
  const started = containers.services.filter(({ name }) => containers.starts.some(({ service }) => service === name));
  const composed = (started.length > 0 ? started : containers.services).flatMap(({ ports }) =>
    ports.map((port): FoundPort => ({ port, from: containers.compose.file?.path ?? 'compose.yaml', rule: 'compose' })),
  );
  const exposed = containers.dockerfiles.flatMap(({ path, ports }) =>
    ports.map(({ port, line }): FoundPort => ({ port, from: at(path, line), rule: 'dockerfile' })),
  );
  const all = [...starts, ...composed, ...exposed, ...(await runPorts(looked))].filter(({ port }) => port > 0);
  const fit = all.filter(({ port }) => port >= CREATE_ANSWERS.port.minimum && port <= CREATE_ANSWERS.port.maximum);
  const [first] = fit;
  const low = all.filter(({ port }) => port < CREATE_ANSWERS.port.minimum);
  const notes =
    first === undefined && low[0]
      ? [
          `port ${low[0].port} (${shown(low[0].from)}) needs root: ${CREATE_ANSWERS.port.default} is taken inside the container`,
        ]
      : [];
  const others = [
    ...new Set(all.filter(({ port }) => port !== first?.port).map(({ port, from }) => `${port} (${from})`)),
  ];
  return {
    facts: [
      first
        ? fact('port', first.port, first.from, first.rule, others)
        : fact('port', CREATE_ANSWERS.port.default, 'default', 'default', others),
    ],
    problems: [],
    notes,
  };
};
