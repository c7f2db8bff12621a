/**
 * Small repositories as others write them, each with what is true of it, worked out by hand from its files: which
 * contracts do not hold, and the words that name the cause. What is not named holds.
 */

export interface Stranger {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  /** Contract to the words of its cause. */
  readonly fails?: Readonly<Record<string, RegExp>>;
  /** Contract to the words of its reason. */
  readonly skips?: Readonly<Record<string, RegExp>>;
  /** Words that the report's first line or notes have to hold. */
  readonly says?: RegExp;
  /** Among the few that stand for all in the short run. */
  readonly few?: true;
}

const APP = `from flask import Flask

app = Flask(__name__)


@app.get("/")
def here():
    return "here"
`;

const IGNORE = '*\n!app.py\n!requirements.txt\n';
const CHECK = (url: string): string =>
  `HEALTHCHECK --interval=2s --start-period=20s CMD ["python", "-c", "import urllib.request as u; u.urlopen('${url}')"]\n`;

interface Parts {
  readonly install?: string;
  readonly copy?: string;
  readonly user?: string;
  readonly health?: string;
  readonly run?: string;
  readonly port?: number;
}

const GUNICORN = 'CMD ["gunicorn", "--bind", "0.0.0.0:5000", "--worker-tmp-dir", "/dev/shm", "app:app"]\n';

/** A Dockerfile that holds everything, but for the parts that are given. */
const dockerfile = (parts: Parts = {}): string => {
  const { port = 5000 } = parts;
  return `FROM python:3.14-slim
WORKDIR /app
COPY requirements.txt .
${parts.install ?? 'RUN pip install --no-cache-dir -r requirements.txt\n'}${parts.copy ?? 'COPY app.py .\n'}ENV PYTHONDONTWRITEBYTECODE=1
${parts.user ?? 'USER 1000:1000\n'}EXPOSE ${port}
${parts.health ?? CHECK(`http://127.0.0.1:${port}/`)}${parts.run ?? GUNICORN}`;
};

const repository = (parts: Parts, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  Dockerfile: dockerfile(parts),
  'requirements.txt': 'flask\ngunicorn\n',
  'app.py': APP,
  '.dockerignore': IGNORE,
  ...more,
});

/** No server but Python's own; nothing is installed, which is quick. */
const plain = (app: string, parts: Parts = {}, more: Readonly<Record<string, string>> = {}) =>
  repository(
    { install: 'RUN echo nothing to install\n', run: 'CMD ["python", "app.py"]\n', ...parts },
    { 'requirements.txt': '', 'app.py': app, ...more },
  );

/** Serves with nothing but Python; at SIGTERM it ends what it has begun. */
const SERVER = `import http.server
import signal
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()
        self.wfile.write(b"here")


http.server.ThreadingHTTPServer.daemon_threads = False
`;
const SERVE = `signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
server.server_close()
`;
const serving = (address: string, port: number | string = 5000): string =>
  `${SERVER}server = http.server.ThreadingHTTPServer(("${address}", ${port}), Handler)
${SERVE}`;

const SEE_HEALTH = { 'read-only': /see health/, capabilities: /see health/, stop: /see health/ };
const UNREACHED = (cause: RegExp): Pick<Stranger, 'fails' | 'skips'> => ({
  fails: { health: cause },
  skips: SEE_HEALTH,
});

const WAITRESS = { 'requirements.txt': 'flask\nwaitress\n' };

export const STRANGERS: readonly Stranger[] = [
  { name: 'gunicorn, as it should be', files: repository({}) },
  {
    name: 'gunicorn without a user, a health check or an ignore list',
    files: { ...repository({ user: '', health: '' }), '.dockerignore': 'venv\n' },
    // Root has what an engine gives it, used or not.
    fails: {
      user: /uid 0/,
      files: /may change/,
      capabilities: /CapEff/,
      health: /no HEALTHCHECK|no health check/i,
      context: /\.git|\.env/,
    },
    few: true,
  },
  {
    name: 'gunicorn that listens on this container alone',
    files: repository({ run: GUNICORN.replace('0.0.0.0', '127.0.0.1') }),
    ...UNREACHED(/127\.0\.0\.1:5000/),
  },
  {
    name: 'waitress through its own command',
    files: repository({ run: 'CMD ["waitress-serve", "--listen=0.0.0.0:5000", "app:app"]\n' }, WAITRESS),
    // It takes no SIGTERM: the engine kills it, or Python ends at once with the request under way.
    fails: { stop: /./ },
  },
  {
    name: 'flask run',
    files: repository({ run: 'CMD ["flask", "run", "--host", "0.0.0.0"]\n' }, { 'requirements.txt': 'flask\n' }),
    fails: { stop: /./ },
  },
  {
    name: 'python app.py, which starts the server of development',
    files: repository(
      { run: 'CMD ["python", "app.py"]\n' },
      {
        'requirements.txt': 'flask\n',
        'app.py': `${APP}\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0")\n`,
      },
    ),
    fails: { stop: /./ },
  },
  {
    name: 'a shell as process 1',
    files: plain(serving('0.0.0.0'), { run: 'CMD python app.py; echo ended\n' }),
    fails: { stop: /./, lint: /JSON|JSONArgs|DL3025/ },
  },
  {
    name: 'an entry script that hands over',
    files: plain(
      serving('0.0.0.0'),
      {
        copy: 'COPY app.py start.sh ./\n',
        run: 'ENTRYPOINT ["sh", "/app/start.sh"]\nCMD ["python", "app.py"]\n',
      },
      { 'start.sh': '#!/bin/sh\nset -e\necho starting\nexec "$@"\n', '.dockerignore': `${IGNORE}!start.sh\n` },
    ),
  },
  {
    name: 'a health check with a program that is not there',
    files: plain(serving('0.0.0.0'), { health: 'HEALTHCHECK --interval=2s CMD curl -f http://127.0.0.1:5000/\n' }),
    fails: { health: /curl: not found/, lint: /DL3025/ },
  },
  {
    name: 'a health check that is always well',
    files: plain(serving('0.0.0.0'), { health: 'HEALTHCHECK --interval=2s CMD exit 0\n' }),
    fails: { health: /without the app|where no app/, lint: /DL3025/ },
  },
  {
    name: 'a health check of another path, which is not there',
    files: plain(serving('0.0.0.0'), { health: CHECK('http://127.0.0.1:5000/healthz') }),
    fails: { health: /unhealthy/ },
  },
  {
    name: 'compose names the command',
    files: plain(
      serving('0.0.0.0', 9000),
      { run: '', port: 9000 },
      {
        'compose.yaml': 'services:\n  site:\n    build: .\n    command: python app.py\n    ports: ["8080:9000"]\n',
      },
    ),
    says: /site/,
    few: true,
  },
  {
    name: 'two services, of which one answers',
    files: {
      'web/Dockerfile': dockerfile({ install: 'RUN true\n', run: 'CMD ["python", "app.py"]\n' }),
      'web/app.py': serving('0.0.0.0'),
      'web/requirements.txt': '',
      'web/.dockerignore': IGNORE,
      'worker/Dockerfile': 'FROM python:3.14-slim\nCMD ["sleep", "1000"]\n',
      'compose.yaml': 'services:\n  worker:\n    build: ./worker\n  web:\n    build: ./web\n    ports: ["5000:5000"]\n',
    },
    says: /worker/,
  },
  {
    name: 'a Dockerfile of another name in a folder of its own',
    files: (() => {
      const { Dockerfile = '', ...rest } = plain(serving('0.0.0.0'));
      return { ...rest, 'deploy/web.Dockerfile': Dockerfile };
    })(),
    words: ['--file', 'deploy/web.Dockerfile'],
    says: /deploy\/web\.Dockerfile/,
  },
  {
    name: 'a stage before the last one is meant',
    files: (() => {
      const files = plain(serving('0.0.0.0'));
      const stages = `${files['Dockerfile']!.replace('slim', 'slim AS web')}FROM scratch AS docs\nCOPY app.py /\n`;
      return { ...files, Dockerfile: stages };
    })(),
    words: ['--target', 'web'],
    says: /"target":"web"/,
  },
  {
    name: 'TLS of its own',
    files: plain(
      `import ssl\nimport subprocess\n${SERVER}subprocess.run("openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=x -keyout /tmp/key -out /tmp/cert".split(), check=True)\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\ncontext.load_cert_chain("/tmp/cert", "/tmp/key")\nserver = http.server.ThreadingHTTPServer(("0.0.0.0", 5000), Handler)\nserver.socket = context.wrap_socket(server.socket, server_side=True)\n${SERVE}`,
      {
        install:
          'RUN apt-get update && apt-get install -y --no-install-recommends openssl && apt-get clean && rm -rf /var/lib/apt/lists/*\n',
        health: '',
      },
    ),
    fails: { health: /TLS/, lint: /DL3008/ },
    skips: SEE_HEALTH,
  },
  {
    name: 'it writes where it may not',
    files: plain(
      serving('0.0.0.0').replace(
        'self.send_response(200 if self.path == "/" else 404)',
        'open("/app/data/visits", "a").write("x")\n        self.send_response(200 if self.path == "/" else 404)',
      ),
      { copy: 'COPY app.py .\nRUN mkdir data && chown 1000:1000 data\n' },
    ),
    fails: { 'read-only': /./ },
  },
  {
    name: 'a database that is not there',
    files: plain(`import socket\nsocket.create_connection(("database.invalid", 5432))\n`),
    ...UNREACHED(/Name or service not known|name resolution|getaddrinfo|database\.invalid/),
  },
  {
    name: 'the process gives up root itself',
    files: plain(
      `import os\n${serving('0.0.0.0').replace('server = ', 'os.setgid(1000)\nos.setuid(1000)\nserver = ')}`,
      { user: '' },
    ),
    fails: { user: /USER/, capabilities: /./ },
    skips: {},
  },
  {
    name: 'a user by name',
    files: plain(serving('0.0.0.0'), { user: 'RUN useradd shop\nUSER shop\n' }),
    fails: { user: /shop/ },
  },
  {
    name: 'the whole folder is copied before the install',
    files: repository({ install: '', copy: 'COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n' }),
    fails: { cache: /./ },
  },
  {
    name: "a compiler and pip's cache left behind",
    files: repository({ install: 'RUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt\n' }),
    fails: { size: /apt|gcc|compiler/, lint: /DL3/ },
  },
  {
    name: 'a key that a later step deletes',
    files: plain(serving('0.0.0.0'), {
      install:
        'RUN echo "-----BEGIN OPENSSH PRIVATE KEY-----" >/id_rsa && echo b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQ >>/id_rsa && echo "-----END OPENSSH PRIVATE KEY-----" >>/id_rsa\nRUN rm /id_rsa\n',
    }),
    fails: { secrets: /id_rsa/ },
    few: true,
  },
  {
    name: 'a build that fails',
    files: repository({}, { 'requirements.txt': 'flask\nno-such-distribution-of-ours==1.0\n' }),
    fails: { build: /no-such-distribution-of-ours/ },
    skips: Object.fromEntries(
      ['cache', 'user', 'files', 'read-only', 'capabilities', 'health', 'stop', 'secrets', 'size', 'libraries'].map(
        (id) => [id, /build/],
      ),
    ),
  },
  {
    name: 'it ends at once, and well',
    files: plain('print("done")\n'),
    ...UNREACHED(/exit code 0/),
  },
  { name: 'it listens late', files: plain(`import time\ntime.sleep(15)\n${serving('0.0.0.0')}`) },
  {
    name: 'it listens on a socket file',
    files: plain(
      'import socket, time\nsocket_file = socket.socket(socket.AF_UNIX)\nsocket_file.bind("/tmp/app.sock")\nsocket_file.listen()\ntime.sleep(1000)\n',
      { health: '' },
    ),
    ...UNREACHED(/app\.sock/),
  },
  {
    name: 'it listens on IPv6 in this container alone',
    files: plain(
      `import socket\n${SERVER}http.server.ThreadingHTTPServer.address_family = socket.AF_INET6\nserver = http.server.ThreadingHTTPServer(("::1", 5000), Handler)\n${SERVE}`,
      { health: '' },
    ),
    ...UNREACHED(/\[?::1\]?:5000/),
  },
  {
    name: 'it listens on all of IPv6 and IPv4',
    files: plain(
      `import socket\n${SERVER}http.server.ThreadingHTTPServer.address_family = socket.AF_INET6\nserver = http.server.ThreadingHTTPServer(("::", 5000), Handler)\n${SERVE}`,
    ),
  },
  {
    name: 'it needs a terminal',
    files: plain('import sys\nif not sys.stdin.isatty():\n    sys.exit("a terminal is needed")\n'),
    ...UNREACHED(/a terminal is needed/),
  },
  {
    name: 'its build needs a secret',
    files: plain(serving('0.0.0.0'), {
      install: 'RUN --mount=type=secret,id=token,required=true cat /run/secrets/token\n',
    }),
    fails: { build: /token/ },
    skips: Object.fromEntries(
      ['cache', 'user', 'files', 'read-only', 'capabilities', 'health', 'stop', 'secrets', 'size', 'libraries'].map(
        (id) => [id, /build/],
      ),
    ),
  },
  {
    name: 'it floods its log',
    files: plain(
      serving('0.0.0.0').replace(
        'signal.signal',
        'def flood():\n    while True:\n        print("x" * 1000)\n\n\nthreading.Thread(target=flood, daemon=True).start()\nsignal.signal',
      ),
    ),
  },
  {
    name: 'it forks without end',
    files: plain('import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n'),
    ...UNREACHED(/./),
  },
  {
    name: 'it answers nobody',
    files: plain('import socket, time\nlistener = socket.create_server(("0.0.0.0", 5000))\ntime.sleep(1000)\n', {
      health: '',
    }),
    ...UNREACHED(/./),
  },
  {
    name: 'its port comes from $PORT',
    files: plain(`import os\n${serving('0.0.0.0', 'int(os.environ["PORT"])')}`, {
      run: 'CMD exec python app.py --port $PORT\n',
      health: '',
    }),
    fails: { health: /no HEALTHCHECK|no health check/i, lint: /./ },
    says: /PORT/,
  },
  {
    name: 'no Python at all',
    files: {
      Dockerfile: 'FROM debian:13-slim\nUSER 1000:1000\nCMD ["sleep", "1000"]\n',
      '.dockerignore': '*\n',
    },
    ...UNREACHED(/./),
  },
  {
    name: 'uv run as the command',
    files: repository(
      {
        install:
          'COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/uv\nCOPY pyproject.toml .\nRUN uv sync --no-cache --no-dev\n',
        run: 'CMD ["uv", "run", "--no-sync", "gunicorn", "--bind", "0.0.0.0:5000", "--worker-tmp-dir", "/dev/shm", "app:app"]\n',
      },
      {
        'pyproject.toml':
          '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["flask", "gunicorn"]\n',
        '.dockerignore': `${IGNORE}!pyproject.toml\n`,
      },
    ),
    fails: { 'read-only': /./ },
  },
  {
    name: 'supervisord before two programs',
    files: repository(
      {
        copy: 'COPY app.py supervisord.conf ./\n',
        run: 'CMD ["supervisord", "-c", "/app/supervisord.conf"]\n',
      },
      {
        'requirements.txt': 'flask\ngunicorn\nsupervisor\n',
        'supervisord.conf':
          '[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=/tmp/supervisord.pid\n[program:web]\ncommand=gunicorn --bind 0.0.0.0:5000 --worker-tmp-dir /dev/shm app:app\n[program:job]\ncommand=sleep 10000\n',
        '.dockerignore': `${IGNORE}!supervisord.conf\n`,
      },
    ),
  },
  {
    name: 'nginx in front in the same image',
    files: plain(
      serving('127.0.0.1', 8000),
      {
        install:
          'RUN apt-get update && apt-get install -y --no-install-recommends nginx-light && apt-get clean && rm -rf /var/lib/apt/lists/*\n',
        copy: 'COPY app.py nginx.conf start.sh ./\n',
        user: '',
        run: 'CMD ["sh", "/app/start.sh"]\n',
      },
      {
        'nginx.conf':
          'events {}\nhttp {\n  server {\n    listen 5000;\n    location / { proxy_pass http://127.0.0.1:8000; }\n  }\n}\n',
        'start.sh': 'python app.py &\nexec nginx -c /app/nginx.conf -g "daemon off;"\n',
        '.dockerignore': `${IGNORE}!nginx.conf\n!start.sh\n`,
      },
    ),
    fails: { user: /./, files: /./, 'read-only': /./, capabilities: /./ },
  },
  {
    name: 'poetry run as the command',
    files: repository(
      {
        install:
          'RUN pip install --no-cache-dir poetry\nCOPY pyproject.toml .\nRUN poetry config virtualenvs.create false && poetry install --no-root --no-interaction && rm -rf /root/.cache\n',
        run: 'CMD ["poetry", "run", "gunicorn", "--bind", "0.0.0.0:5000", "--worker-tmp-dir", "/dev/shm", "app:app"]\n',
      },
      {
        'pyproject.toml':
          '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["flask", "gunicorn"]\n',
        '.dockerignore': `${IGNORE}!pyproject.toml\n`,
      },
    ),
  },
];
