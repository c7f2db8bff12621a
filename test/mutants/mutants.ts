import type { ContractId } from '../../src/commands/verify/contract-ids';

/** One change to a file of a base. `find` must be there, or the mutant is not what it says. */
export type Edit =
  | { readonly file: string; readonly find: string | RegExp; readonly put: string }
  | { readonly file: string; readonly add: string }
  | { readonly file: string; readonly write: string; readonly executable?: true }
  | { readonly remove: string };

export type Base = 'generated' | 'guide' | 'uv' | 'scripted' | 'wheels';

/** A good repository with one habit broken, and the contract that must say so. */
export interface Mutant {
  readonly id: string;
  readonly base: Base;
  readonly edits: readonly Edit[];
  readonly expected: ContractId;
  /** Part of the quick selection that every test run judges. */
  readonly quick?: true;
}

const D = 'Dockerfile';
const random = (length: number): string => 'Zk3v9QpX7sLw2Bn8Rt5Yc1Md6Hf4Jg0Aq'.repeat(8).slice(0, length);
/** Put together here, so that no scanner takes this file for a leak. */
const GITHUB_TOKEN = `${'gh'}p_${random(36)}`;
const PRIVATE_KEY = `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n${random(64)}\n${random(64)}\n-----END OPENSSH ${'PRIVATE'} KEY-----\n`;

/** The order that most beginners write: everything in, then install. */
const guideOrder = /COPY requirements\.txt \.\n(RUN pip [^\n]+)\n\nCOPY app\.py \./;

export const MUTANTS: readonly Mutant[] = [
  // build
  {
    id: 'a hash of the lock is wrong',
    base: 'generated',
    expected: 'build',
    edits: [{ file: 'requirements.txt', find: /--hash=sha256:[0-9a-f]{8}/g, put: '--hash=sha256:00000000' }],
  },
  {
    id: 'a file is copied that is not there',
    base: 'generated',
    expected: 'build',
    quick: true,
    edits: [{ file: D, find: 'COPY gunicorn.conf.py', put: 'COPY gunicorn.conf.python' }],
  },
  {
    id: 'a misspelt instruction',
    base: 'guide',
    expected: 'build',
    edits: [{ file: D, find: 'RUN pip', put: 'RNU pip' }],
  },
  {
    id: 'a version that does not exist',
    base: 'wheels',
    expected: 'build',
    edits: [{ file: 'requirements.txt', find: 'flask==3.1.3', put: 'flask==99.0' }],
  },
  {
    id: 'a base image that its registry does not have',
    base: 'uv',
    expected: 'build',
    edits: [{ file: D, find: 'FROM python:3.14-slim\nWORKDIR', put: 'FROM python:0.1-absent\nWORKDIR' }],
  },

  // tags
  {
    id: 'the Makefile builds once for each tag',
    base: 'generated',
    expected: 'tags',
    quick: true,
    edits: [
      {
        file: 'Makefile',
        find: /^\tdocker build .*$/m,
        put: '\tdocker build --tag $(IMAGE):latest .\n\tdocker build --tag $(IMAGE):v1.0 .',
      },
    ],
  },
  {
    id: 'the compose file leaves a tag out',
    base: 'generated',
    expected: 'tags',
    edits: [{ file: 'compose.yaml', find: /^ +- "acme\/mutant:v1\.0"\n/m, put: '' }],
  },
  {
    id: 'the workflow leaves a tag out',
    base: 'generated',
    expected: 'tags',
    edits: [{ file: '.github/workflows/image.yml', find: /^ +type=raw,value=v1\.0.*\n/m, put: '' }],
  },
  {
    id: 'the workflow builds once for each tag',
    base: 'scripted',
    expected: 'tags',
    edits: [
      {
        file: '.github/workflows/push.yml',
        write:
          'on: push\njobs:\n  push:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: "example/shop:latest"}\n      - uses: docker/build-push-action@v6\n        with: {push: true, tags: "example/shop:v1"}\n',
      },
    ],
  },
  {
    id: 'two services build the same under two tags',
    base: 'scripted',
    expected: 'tags',
    edits: [{ file: 'compose.yaml', add: '  web-v2:\n    build: .\n    image: example/shop:v2\n' }],
  },

  // cache
  {
    id: 'the source comes before the install',
    base: 'generated',
    expected: 'cache',
    quick: true,
    edits: [
      { file: D, find: 'RUN --mount=type=bind,source=req', put: 'COPY src/ src/\nRUN --mount=type=bind,source=req' },
    ],
  },
  {
    id: 'everything is copied, then installed',
    base: 'guide',
    expected: 'cache',
    edits: [{ file: D, find: guideOrder, put: 'COPY . .\n$1' }],
  },
  {
    id: 'the source is in the stage before the venv',
    base: 'uv',
    expected: 'cache',
    edits: [{ file: D, find: 'RUN uv venv', put: 'COPY service.py ./\nRUN uv venv' }],
  },
  {
    id: 'everything is copied before the wheels',
    base: 'wheels',
    expected: 'cache',
    edits: [{ file: D, find: 'COPY requirements.txt ./', put: 'COPY . ./' }],
  },
  {
    id: 'the requirements are typed into the Dockerfile',
    base: 'guide',
    expected: 'cache',
    edits: [
      { file: D, find: /-r requirements\.txt/, put: 'flask==3.1.3 gunicorn==27.0.1' },
      { file: D, find: 'COPY requirements.txt .\n', put: '' },
    ],
  },

  // user
  {
    id: 'no USER',
    base: 'generated',
    expected: 'user',
    quick: true,
    edits: [{ file: D, find: /^USER 10001.*\n/m, put: '' }],
  },
  {
    id: 'USER by name',
    base: 'generated',
    expected: 'user',
    edits: [{ file: D, find: /^USER 10001.*$/m, put: 'USER appuser' }],
  },
  {
    id: 'a number without a group',
    base: 'uv',
    expected: 'user',
    edits: [{ file: D, find: 'USER 65532:65532', put: 'USER 65532' }],
  },
  {
    id: 'USER root at the end',
    base: 'guide',
    expected: 'user',
    edits: [{ file: D, find: 'EXPOSE 5000', put: 'USER root\nEXPOSE 5000' }],
  },
  { id: 'root group', base: 'wheels', expected: 'user', edits: [{ file: D, find: 'USER 999:999', put: 'USER 999:0' }] },

  // files
  {
    id: 'the source belongs to the app',
    base: 'generated',
    expected: 'files',
    edits: [{ file: D, find: 'COPY --from=build /app', put: 'COPY --chown=10001:10001 --from=build /app' }],
  },
  {
    id: 'everybody may write',
    base: 'generated',
    expected: 'files',
    quick: true,
    edits: [{ file: D, find: 'chmod -R u=rwX,go=rX .', put: 'chmod -R 777 .' }],
  },
  {
    id: 'a setuid program',
    base: 'generated',
    expected: 'files',
    edits: [
      {
        file: D,
        find: 'USER 10001',
        put: 'RUN cp /usr/bin/cat /usr/local/bin/peek && chmod 4755 /usr/local/bin/peek\nUSER 10001',
      },
    ],
  },
  {
    id: 'chown -R to the app',
    base: 'guide',
    expected: 'files',
    edits: [{ file: D, find: 'USER 10001', put: 'RUN chown -R appuser /app\nUSER 10001' }],
  },
  {
    id: 'the venv belongs to the app',
    base: 'uv',
    expected: 'files',
    edits: [{ file: D, find: 'COPY --from=build /srv /srv', put: 'COPY --from=build --chown=65532:65532 /srv /srv' }],
  },
  {
    id: 'the working directory belongs to the app',
    base: 'wheels',
    expected: 'files',
    edits: [{ file: D, find: 'USER 999', put: 'RUN chown 999:999 /opt/shop\nUSER 999' }],
  },

  // read-only
  {
    id: 'a file is written at start',
    base: 'generated',
    expected: 'read-only',
    edits: [{ file: 'gunicorn.conf.py', add: '\nopen("/var/tmp/started", "w").close()\n' }],
  },
  {
    id: 'a PID file',
    base: 'guide',
    expected: 'read-only',
    quick: true,
    edits: [{ file: D, find: '"gunicorn", ', put: '"gunicorn", "--pid", "/var/tmp/gunicorn.pid", ' }],
  },
  {
    id: 'the entrypoint writes',
    base: 'scripted',
    expected: 'read-only',
    edits: [{ file: 'bin/entrypoint', find: 'exec', put: 'date > /var/tmp/started\nexec' }],
  },
  {
    id: 'the log goes to a file',
    base: 'wheels',
    expected: 'read-only',
    edits: [{ file: D, find: '"-b", ', put: '"--access-logfile", "/var/tmp/access.log", "-b", ' }],
  },

  // capabilities
  {
    id: 'the entrypoint is root and steps down',
    base: 'scripted',
    expected: 'capabilities',
    quick: true,
    edits: [
      { file: D, find: 'USER 1234:1234\n', put: '' },
      {
        file: 'bin/entrypoint',
        find: 'exec',
        put: 'chown 1234:1234 /var/tmp\nexec setpriv --reuid=1234 --regid=1234 --clear-groups',
      },
    ],
  },
  {
    id: 'the interpreter carries a capability',
    base: 'guide',
    expected: 'capabilities',
    edits: [
      {
        file: D,
        find: 'USER 10001',
        put: 'RUN ["python", "-c", "import os, sys; os.setxattr(os.path.realpath(sys.executable), \'security.capability\', bytes.fromhex(\'0100000200040000000000000000000000000000\'))"]\nUSER 10001',
      },
    ],
  },

  // health
  {
    id: 'no HEALTHCHECK',
    base: 'generated',
    expected: 'health',
    edits: [{ file: D, find: /^HEALTHCHECK .*\n/m, put: '' }],
  },
  {
    id: 'a check that always says yes',
    base: 'generated',
    expected: 'health',
    quick: true,
    edits: [{ file: D, find: /CMD \["python", "-I".*\]/, put: 'CMD ["true"]' }],
  },
  {
    id: 'a check whose failure is hidden',
    base: 'guide',
    expected: 'health',
    edits: [
      {
        file: D,
        find: /CMD \["python", "-c".*\]/,
        put: 'CMD python -c "import urllib.request as r; r.urlopen(\'http://127.0.0.1:5000/health\')" || exit 0',
      },
    ],
  },
  {
    id: 'a check with curl, which is not there',
    base: 'guide',
    expected: 'health',
    edits: [{ file: D, find: /CMD \["python", "-c".*\]/, put: 'CMD ["curl", "-f", "http://localhost:5000/health"]' }],
  },
  {
    id: 'a check of another port',
    base: 'scripted',
    expected: 'health',
    edits: [{ file: 'bin/check.py', find: '8000', put: '8001' }],
  },
  {
    id: 'the page of the check is broken',
    base: 'uv',
    expected: 'health',
    edits: [{ file: 'service.py', find: 'return "pong"', put: 'raise RuntimeError("broken")' }],
  },
  {
    id: 'the app does not start',
    base: 'wheels',
    expected: 'health',
    edits: [{ file: 'shop/__init__.py', add: '\nimport absent_module\n' }],
  },

  // stop
  {
    id: 'a shell around the server',
    base: 'generated',
    expected: 'stop',
    quick: true,
    edits: [
      {
        file: D,
        find: /^CMD \["python", "gunicorn.*$/m,
        put: 'CMD ["sh", "-c", "gunicorn \\"mutant:create_app()\\"; echo ended"]',
      },
      { file: 'compose.yaml', find: 'stop_grace_period: 30s', put: 'stop_grace_period: 5s' },
    ],
  },
  {
    id: 'an entrypoint without exec',
    base: 'scripted',
    expected: 'stop',
    edits: [{ file: 'bin/entrypoint', find: 'exec "$@"', put: '"$@"' }],
  },
  {
    id: 'the development server',
    base: 'guide',
    expected: 'stop',
    edits: [
      { file: D, find: /^CMD \["gunicorn".*$/m, put: 'CMD ["flask", "--app", "app", "run", "--host", "0.0.0.0"]' },
    ],
  },
  {
    id: 'a stop signal that means something else',
    base: 'uv',
    expected: 'stop',
    edits: [{ file: D, find: 'EXPOSE 8080', put: 'EXPOSE 8080\nSTOPSIGNAL SIGUSR1' }],
  },
  {
    id: 'requests under way are dropped',
    base: 'wheels',
    expected: 'stop',
    edits: [
      {
        file: D,
        find: /^CMD \["python", "-m", "gunicorn".*$/m,
        put: 'CMD ["python", "-c", "import os, signal; signal.signal(signal.SIGTERM, lambda *_: os._exit(0)); from shop import app; app.run(host=\'0.0.0.0\', port=8000)"]',
      },
    ],
  },

  // secrets
  {
    id: 'a key in ENV',
    base: 'generated',
    expected: 'secrets',
    quick: true,
    edits: [{ file: D, find: /^USER /m, put: `ENV SECRET_KEY=${random(32)}\nUSER ` }],
  },
  {
    id: 'a build argument that a RUN uses',
    base: 'scripted',
    expected: 'secrets',
    edits: [
      { file: D, find: 'COPY bin/', put: 'ARG PIP_TOKEN\nRUN test -n "$PIP_TOKEN"\nCOPY bin/' },
      { file: 'compose.yaml', find: 'context: .', put: `context: .\n      args: {PIP_TOKEN: ${random(30)}}` },
    ],
  },
  {
    id: 'a key that a later layer deletes',
    base: 'guide',
    expected: 'secrets',
    edits: [
      { file: D, find: 'USER 10001', put: 'COPY deploy.txt /root/\nRUN rm /root/deploy.txt\nUSER 10001' },
      { file: 'deploy.txt', write: PRIVATE_KEY },
    ],
  },
  {
    id: 'a token in a label',
    base: 'uv',
    expected: 'secrets',
    edits: [{ file: D, find: 'EXPOSE 8080', put: `LABEL registry.login=${GITHUB_TOKEN}\nEXPOSE 8080` }],
  },
  {
    id: 'the password of a package index',
    base: 'wheels',
    expected: 'secrets',
    edits: [
      {
        file: D,
        find: 'USER 999',
        put: `RUN printf '[global]\\nextra-index-url = https://robot:${random(20)}@packages.example.org/simple\\n' > /etc/pip.extra.conf\nUSER 999`,
      },
    ],
  },
  {
    id: 'the .env of the folder',
    base: 'guide',
    expected: 'secrets',
    edits: [
      { file: D, find: 'COPY app.py .', put: 'COPY . .' },
      { file: '.dockerignore', find: '**/.env\n', put: '' },
      { file: '.env', write: `API_KEY=${random(28)}\n` },
    ],
  },
  {
    id: 'a login inside the source',
    base: 'scripted',
    expected: 'secrets',
    edits: [{ file: 'web/server.py', add: `\nREGISTRY_TOKEN = "${random(30)}"\n` }],
  },

  // context
  { id: 'no .dockerignore', base: 'generated', expected: 'context', quick: true, edits: [{ remove: '.dockerignore' }] },
  {
    id: '.env is let in again',
    base: 'generated',
    expected: 'context',
    edits: [{ file: '.dockerignore', add: '!.env\n' }],
  },
  {
    id: 'only byte code is kept out',
    base: 'guide',
    expected: 'context',
    edits: [{ file: '.dockerignore', write: '**/__pycache__\n' }],
  },
  {
    id: 'patterns for the root only',
    base: 'scripted',
    expected: 'context',
    edits: [{ file: '.dockerignore', find: '**/.env*', put: '.env*' }],
  },
  {
    id: 'the history goes in',
    base: 'wheels',
    expected: 'context',
    edits: [{ file: '.dockerignore', find: '.git\n', put: '' }],
  },

  // size
  {
    id: "pip's cache stays",
    base: 'guide',
    expected: 'size',
    quick: true,
    edits: [
      {
        file: D,
        find: /pip install --no-cache-dir(.*)/,
        // Not every package index lets pip keep what it sends: the cache is filled by hand.
        put: 'pip install$1 && mkdir -p /root/.cache/pip/http-v2 && head -c 900000 /dev/urandom > /root/.cache/pip/http-v2/body',
      },
    ],
  },
  {
    id: "apt's lists stay",
    base: 'uv',
    expected: 'size',
    edits: [
      {
        file: D,
        find: 'EXPOSE 8080',
        put: 'RUN head -c 400000 /dev/urandom > /var/lib/apt/lists/deb.debian.org_dists_trixie_main_binary-amd64_Packages\nEXPOSE 8080',
      },
    ],
  },
  {
    id: 'byte code twice',
    base: 'generated',
    expected: 'size',
    edits: [
      {
        file: D,
        find: 'ENV HOME=/tmp',
        put: 'RUN PYTHONPYCACHEPREFIX=/opt/bytecode python -m compileall -q /opt/venv/lib\nENV HOME=/tmp',
      },
    ],
  },
  {
    id: 'a chown of everything',
    base: 'uv',
    expected: 'size',
    edits: [{ file: D, find: 'EXPOSE 8080', put: 'RUN chmod -R g+s,o-w /srv/.venv\nEXPOSE 8080' }],
  },
  {
    id: 'a large file that is deleted later',
    base: 'wheels',
    expected: 'size',
    edits: [
      {
        file: D,
        find: 'USER 999',
        put: 'RUN head -c 3000000 /dev/urandom > /opt/model.bin\nRUN rm /opt/model.bin\nUSER 999',
      },
    ],
  },

  // lint
  {
    id: 'MAINTAINER',
    base: 'guide',
    expected: 'lint',
    quick: true,
    edits: [{ file: D, find: 'WORKDIR /app', put: 'MAINTAINER someone\nWORKDIR /app' }],
  },
  {
    id: 'a start command in shell form',
    base: 'uv',
    expected: 'lint',
    edits: [{ file: D, find: /^CMD .*$/m, put: 'CMD service:make_app' }],
  },
  {
    id: 'two start commands',
    base: 'wheels',
    expected: 'lint',
    edits: [{ file: D, find: 'EXPOSE 8000', put: 'CMD ["python"]\nEXPOSE 8000' }],
  },
  // libraries
  {
    id: 'a module lost the library that it needs',
    base: 'guide',
    expected: 'libraries',
    quick: true,
    edits: [
      {
        file: D,
        find: 'COPY app.py',
        put: 'RUN cp $(python -c "import _sqlite3; print(_sqlite3.__file__)") /usr/local/lib/ && rm /usr/lib/*/libsqlite3.so*\nCOPY app.py',
      },
    ],
  },
];
