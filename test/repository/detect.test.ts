import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderFiles } from '../../src/machine/files';
import { heldFiles } from '../../src/machine/tree-files';
import { type DetectGiven, detect } from '../../src/repository/detect/detect';
import { newFolder } from '../kit/program';

/** Small apps of many kinds, and what is true of each, written by hand. Nothing of them is run. */

type Files = Readonly<Record<string, string>>;
type Value = string | number | boolean | readonly string[];

interface Case {
  readonly files: Files;
  readonly given?: DetectGiven;
  /** One value of a key, or all of them where several facts have it. */
  readonly facts?: Readonly<Record<string, Value>>;
  /** Where some of them stand. */
  readonly from?: Readonly<Record<string, string>>;
  /** The problems, as words in them; an app of ours has none. */
  readonly problems?: readonly RegExp[];
  readonly notes?: readonly RegExp[];
}

const PLAIN = `from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef start():\n    return "hello"\n`;
const FACTORY = `from flask import Flask\n\n\ndef create_app(config=None):\n    app = Flask(__name__)\n    return app\n`;
const NEEDY = FACTORY.replace('config=None', 'config');
const FLASK = 'flask==3.1.2\n';
const UV = `version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "flask"\nversion = "3.1.2"\n`;
const PROJECT = `[project]\nname = "Shop_Front"\nversion = "1"\nrequires-python = ">=3.12,<3.14"\ndependencies = ["flask>=3"]\n`;

const CASES: Readonly<Record<string, Case>> = {
  'one file and its requirements': {
    files: { 'app.py': PLAIN, 'requirements.txt': FLASK },
    facts: {
      name: 'shop',
      registry: 'none',
      framework: 'flask',
      entry: 'app:app',
      source: '.',
      packageManager: 'pip',
      requirements: ['requirements.txt'],
      python: '3.14',
      server: 'ours',
      port: 8000,
      healthPath: '/',
      tests: false,
    },
    from: {
      framework: 'requirements.txt:1',
      entry: 'app.py:3',
      port: 'default',
      python: 'default',
      healthPath: 'app.py:6',
    },
  },
  'wsgi.py goes before app.py, and tells of the same app': {
    files: { 'app.py': PLAIN, 'wsgi.py': 'from app import app as application\n', 'requirements.txt': FLASK },
    facts: { entry: 'wsgi:application', source: '.' },
  },
  'a factory without arguments in a package of the root': {
    files: { 'shop/__init__.py': FACTORY, 'requirements.txt': FLASK },
    facts: { entry: 'shop:create_app()', source: '.' },
    from: { entry: 'shop/__init__.py:4' },
  },
  'a factory in a package below src': {
    files: { 'src/shop/__init__.py': FACTORY, 'pyproject.toml': PROJECT, 'uv.lock': UV },
    facts: { name: 'shop-front', entry: 'shop:create_app()', source: 'src', packageManager: 'uv', python: '3.13' },
    from: { packageManager: 'uv.lock', name: 'pyproject.toml' },
    notes: [/name of the project is written shop-front/],
  },
  'imports that begin with src make the folder itself the source': {
    files: {
      'src/__init__.py': '',
      'src/web.py': `from flask import Flask\nfrom src.views import bp\n\napp = Flask(__name__)\n`,
      'src/views.py': 'bp = 1\n',
      'run.py': 'from src.web import app\n\nif __name__ == "__main__":\n    app.run(port=5000)\n',
      'requirements.txt': FLASK,
    },
    facts: { entry: 'run:app', source: '.', port: 5000 },
  },
  'an app one folder down, whose imports begin there': {
    files: {
      'backend/app.py': `from flask import Flask\nfrom models import User\n\napp = Flask(__name__)\n`,
      'backend/models.py': 'User = 1\n',
      'backend/requirements.txt': FLASK,
      'frontend/package.json': '{}',
    },
    facts: { entry: 'app:app', source: 'backend', requirements: ['backend/requirements.txt'] },
  },
  'an app one folder down, whose imports begin at the root': {
    files: {
      'service/main.py': `from flask import Flask\nfrom service.models import User\n\napp = Flask(__name__)\n`,
      'service/models.py': 'User = 1\n',
      'requirements.txt': FLASK,
    },
    facts: { entry: 'service.main:app', source: '.' },
  },
  'a package app/ beside app.py is what Python takes': {
    files: {
      'app.py': 'from app import create_app\n\napp = create_app()\n',
      'app/__init__.py': FACTORY,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'app:create_app()', source: '.' },
    from: { entry: 'app/__init__.py:4' },
  },
  'the command of a Procfile, after its steps': {
    files: {
      Procfile:
        'release: flask db upgrade\nweb: python manage.py create_db && gunicorn --workers 2 -b 0.0.0.0:$PORT "shop.web:make()"\n',
      'shop/__init__.py': '',
      'shop/web.py': FACTORY.replace('create_app', 'make'),
      'app.py': PLAIN,
      'requirements.txt': 'Flask\ngunicorn>=22\n',
    },
    facts: {
      entry: 'shop.web:make()',
      source: '.',
      server: 'own',
      port: 8000,
      startup: ['python manage.py create_db', 'flask db upgrade'],
    },
    from: { entry: 'Procfile:2', server: 'requirements.txt:2' },
  },
  'chdir in the command': {
    files: {
      Procfile: 'web: gunicorn --chdir backend server:api\n',
      'backend/server.py': PLAIN.replaceAll('app', 'api'),
      'requirements.txt': FLASK,
    },
    facts: { entry: 'server:api', source: 'backend' },
  },
  'the command of a Dockerfile, its port and what it alone installs': {
    files: {
      Dockerfile: `FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install -r requirements.txt gunicorn==23.0.0\nCOPY . .\nEXPOSE 5000\nCMD ["gunicorn", "-b", "0.0.0.0:5000", "web:server"]\n`,
      'web.py': 'from flask import Flask\n\nserver = Flask(__name__)\nother = Flask("x")\n',
      'requirements.txt': FLASK,
    },
    facts: {
      entry: 'web:server',
      server: 'own',
      port: 5000,
      python: '3.12',
      requirements: [['requirements.txt'], ['gunicorn==23.0.0']] as unknown as readonly string[],
      existing: 'Dockerfile',
    },
    from: { entry: 'Dockerfile:7', server: 'Dockerfile:4', port: 'Dockerfile:7', python: 'Dockerfile' },
    notes: [/gunicorn stood in the Dockerfile alone/],
  },
  'an entry script that the Dockerfile runs': {
    files: {
      Dockerfile: 'FROM python:3.13\nWORKDIR /app\nCOPY . /app\nENTRYPOINT ["./boot.sh"]\n',
      'boot.sh': '#!/bin/sh\nset -e\nflask db upgrade\nexec gunicorn --bind :8080 shop:app\n',
      'shop.py': PLAIN,
      'requirements.txt': 'flask\ngunicorn\n',
    },
    facts: { entry: 'shop:app', port: 8080, startup: 'flask db upgrade' },
  },
  'python x.py in a Dockerfile is followed to what it runs': {
    files: {
      Dockerfile: 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nCMD python start.py\n',
      'start.py':
        'import os\nfrom shop import create_app\n\nif __name__ == "__main__":\n    app = create_app("prod")\n    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", 8081)), debug=True)\n',
      'shop/__init__.py': NEEDY,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'start:create_app("prod")', source: '.', port: 8081 },
    notes: [/debug=True \(start\.py:6\) is not carried over/],
  },
  'a folder of the image is a folder of the repository': {
    files: {
      Dockerfile: 'FROM python:3.13\nCOPY api /srv/api\nWORKDIR /srv/api\nCMD gunicorn index:app\n',
      'api/index.py': PLAIN,
      'api/requirements.txt': FLASK,
    },
    facts: { entry: 'index:app', source: 'api', requirements: ['api/requirements.txt'] },
  },
  'compose: the command of the service, the port inside, the services beside it': {
    files: {
      'docker-compose.yml': `services:\n  web:\n    build: .\n    command: sh -c "flask db upgrade && gunicorn -b :5000 shop:app"\n    ports: ["80:5000"]\n    volumes: [".:/app"]\n  db:\n    image: postgres:16\n  search:\n    image: elasticsearch:8.1\n`,
      Dockerfile: 'FROM python:3.13\nCOPY . .\n',
      'shop.py': PLAIN,
      'requirements.txt': 'flask\npsycopg2\n',
    },
    facts: {
      entry: 'shop:app',
      port: 5000,
      services: ['postgres', 'elasticsearch'],
      apt: ['libpq5'],
      aptBuild: ['gcc', 'libpq-dev'],
      startup: 'flask db upgrade',
      existing: ['Dockerfile', 'docker-compose.yml'],
    },
    notes: [/elasticsearch \(docker-compose\.yml\) is yours to run/, /source that is mounted into web/],
  },
  'FLASK_APP in .flaskenv': {
    files: {
      '.flaskenv': 'FLASK_ENV=development\nFLASK_APP=shop.factory:build\n',
      'shop/__init__.py': '',
      'shop/factory.py': FACTORY.replace('create_app', 'build'),
      'requirements.txt': FLASK,
    },
    facts: { entry: 'shop.factory:build()' },
    from: { entry: '.flaskenv:2' },
  },
  'FLASK_APP as a file': {
    files: { '.env': 'FLASK_APP=autoshop.py\n', 'autoshop.py': PLAIN, 'main.py': PLAIN, 'requirements.txt': FLASK },
    facts: { entry: 'autoshop:app' },
  },
  'a FlaskGroup in manage.py': {
    files: {
      'manage.py':
        'from flask.cli import FlaskGroup\nfrom project import app\n\ncli = FlaskGroup(create_app=lambda: app)\n\nif __name__ == "__main__":\n    cli()\n',
      'project/__init__.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'manage:app', source: '.' },
  },
  'a script of the project that serves': {
    files: {
      'pyproject.toml': `${PROJECT}\n[project.scripts]\nserve = "shop.cli:main"\n`,
      'shop/__init__.py': '',
      'shop/cli.py':
        'from waitress import serve\nfrom shop.web import application\n\ndef main():\n    serve(application, port=9000)\n',
      'shop/web.py': PLAIN.replaceAll('app', 'application'),
    },
    facts: { entry: 'shop.cli:application', packageManager: 'pip', requirements: ['pyproject.toml'] },
  },
  'an app in a class of its own': {
    files: {
      'app.py': 'import flask as f\n\nclass Shop(f.Flask):\n    pass\n\napplication = Shop(__name__)\n',
      'requirements.txt': FLASK,
    },
    facts: { entry: 'app:application' },
  },
  'a middleware around the app': {
    files: {
      'wsgi.py':
        'from werkzeug.middleware.dispatcher import DispatcherMiddleware\nfrom shop import app\n\napplication = DispatcherMiddleware(app, {})\n',
      'shop.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'wsgi:application' },
  },
  'the server of a Dash app': {
    files: {
      'app.py': 'import dash\n\napp = dash.Dash(__name__)\nserver = app.server\n',
      'requirements.txt': 'dash\n',
    },
    facts: { entry: 'app:server', framework: 'flask' },
  },
  'poetry: its lock, its extras, its range': {
    files: {
      'pyproject.toml': `[tool.poetry]\nname = "shop"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3.0"\nmysqlclient = {version = "*"}\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n`,
      'poetry.lock': `[[package]]\nname = "flask"\nversion = "3.1.0"\n[metadata]\npython-versions = ">=3.11,<3.13"\n`,
      'requirements.txt': FLASK,
      'app.py': PLAIN,
      'tests/test_app.py': '',
    },
    facts: {
      packageManager: 'poetry',
      requirements: ['poetry.lock'],
      python: '3.12',
      apt: ['libmariadb3'],
      tests: true,
      services: 'mysql',
    },
    from: { apt: 'pyproject.toml:7', tests: 'pyproject.toml:9' },
  },
  pipenv: {
    files: {
      Pipfile: '[packages]\nflask = "*"\ngunicorn = "*"\n[requires]\npython_version = "3.12"\n',
      'Pipfile.lock': '{"default": {"flask": {"version": "==3.1.0"}}}',
      'main.py': PLAIN,
    },
    facts: { packageManager: 'pipenv', python: '3.12', server: 'own', entry: 'main:app' },
    from: { server: 'Pipfile:3' },
  },
  'pdm, without its lock': {
    files: { 'pyproject.toml': `${PROJECT}[tool.pdm]\ndistribution = false\n`, 'main.py': PLAIN },
    facts: { packageManager: 'pdm', requirements: ['pyproject.toml'] },
  },
  'setup.py': {
    files: {
      'setup.py':
        'from setuptools import setup\nNEEDS = ["Flask>=2", "redis"]\nsetup(name="shop", install_requires=NEEDS, python_requires=">=3.9")\n',
      'shop/__init__.py': FACTORY,
    },
    facts: {
      packageManager: 'pip',
      requirements: ['setup.py'],
      python: '3.15',
      services: 'valkey',
      entry: 'shop:create_app()',
    },
  },
  'an extra that holds the server': {
    files: {
      'pyproject.toml': `${PROJECT}[project.optional-dependencies]\nweb = ["gunicorn"]\ndev = ["pytest"]\n`,
      'app.py': PLAIN,
    },
    facts: { extras: ['web'], server: 'own' },
  },
  'requirements in UTF-16, with a file that they name': {
    files: { 'requirements.txt': '\ufeffutf16', 'base.txt': 'uwsgi\n', 'app.py': PLAIN },
    facts: { requirements: ['requirements.txt', 'base.txt'], framework: 'flask', aptBuild: ['gcc', 'libpcre2-dev'] },
    notes: [/gunicorn serves instead of uWSGI \(base\.txt:1\)/],
  },
  'requirements for production beside others': {
    files: { 'requirements/base.txt': FLASK, 'requirements/dev.txt': '-r base.txt\npytest\n', 'app.py': PLAIN },
    facts: { requirements: ['requirements/base.txt'] },
  },
  'only a Dockerfile names the dependencies': {
    files: {
      Dockerfile:
        'FROM python:3.13\nRUN pip install --no-cache-dir flask "gunicorn==23.0.0"\nCOPY . .\nCMD ["flask", "--app", "hello", "run"]\n',
      'hello.py': PLAIN,
    },
    facts: { packageManager: 'pip', requirements: ['flask', 'gunicorn==23.0.0'], entry: 'hello:app', server: 'own' },
    from: { requirements: 'Dockerfile:2' },
    notes: [/no file names the dependencies/, /instead of flask run/],
  },
  'a health route of a blueprint, and one that asks the database': {
    files: {
      'app.py': `from flask import Flask\nfrom views import api\nfrom db import db\n\napp = Flask(__name__)\napp.register_blueprint(api, url_prefix="/api")\n\n@app.route("/health")\ndef health():\n    db.session.execute("select 1")\n    return "ok"\n`,
      'views.py': `from flask import Blueprint\n\napi = Blueprint("api", __name__)\n\n@api.route("/ping", methods=["GET"])\ndef ping():\n    return "pong"\n`,
      'db.py': 'db = 1\n',
      'requirements.txt': FLASK,
    },
    facts: { healthPath: '/api/ping' },
    from: { healthPath: 'views.py:5' },
  },
  'no page that answers without a service': {
    files: {
      'app.py': `from flask import Flask\n\napp = Flask(__name__)\n\n@app.route("/")\n@login_required\ndef start():\n    return "x"\n`,
      'requirements.txt': FLASK,
    },
    facts: { healthPath: 'tcp' },
    notes: [/asks the port alone/],
  },
  'the variables that it reads, and the folders that it writes': {
    files: {
      'app.py': `import os\nfrom flask import Flask\n\napp = Flask(__name__)\napp.config["SECRET_KEY"] = os.environ["SECRET_KEY"]\napp.config["UPLOAD_FOLDER"] = "uploads"\napp.config["SQLALCHEMY_DATABASE_URI"] = os.getenv("DATABASE_URL", "sqlite:///shop.db")\nSECRET = os.environ.get("API_KEY")\n`,
      'requirements.txt': 'flask\nflask-sqlalchemy\n',
      '.env.example': 'MAIL_SERVER=smtp\nSECRET_KEY=\n',
    },
    facts: { environment: ['DATABASE_URL', 'API_KEY', 'SECRET_KEY', 'MAIL_SERVER'], writes: ['instance', 'uploads'] },
    from: { environment: 'app.py:7' },
  },
  'Flask-SocketIO': {
    files: {
      'app.py':
        'from flask import Flask\nfrom flask_socketio import SocketIO\n\napp = Flask(__name__)\nsocketio = SocketIO(app)\n\nif __name__ == "__main__":\n    socketio.run(app, port=5001)\n',
      'requirements.txt': 'flask\nflask-socketio\neventlet\n',
    },
    facts: { entry: 'app:app', port: 5001 },
    notes: [/one worker with threads/, /not eventlet/],
  },
  'registry and user from a workflow, before the origin': {
    files: {
      '.github/workflows/x.yml': 'jobs:\n  a:\n    steps:\n      - with:\n          images: quay.io/acme/shop\n',
      '.git/config': '[remote "origin"]\n\turl = https://github.com/Else/shop.git\n',
      'app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { registry: 'quay.io', registryUser: 'acme' },
    from: { registry: '.github/workflows/x.yml:5' },
  },
  'registry and user from the origin': {
    files: {
      '.git/config': '[remote "origin"]\n\turl = git@github.com:Acme-Shop/shop.git\n',
      'app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { registry: 'ghcr.io', registryUser: 'acme-shop' },
  },
  'an entry that the user names': {
    files: { 'deep/er/still/web.py': PLAIN, 'requirements.txt': FLASK },
    given: { entry: 'web:app', source: 'deep/er/still' },
    facts: { entry: 'web:app', source: 'deep/er/still' },
    from: { entry: '--entry' },
  },
  'a Dockerfile with Node that stays': {
    files: {
      Dockerfile: 'FROM node:22 AS ui\nRUN npm ci\nFROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n',
      'app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    given: { keepDockerfile: true },
    facts: { entry: 'app:app' },
  },
  'a virtual environment is nobody’s source': {
    files: { 'app.py': PLAIN, 'requirements.txt': FLASK, 'my env/pyvenv.cfg': '', 'my env/lib/app.py': PLAIN },
    facts: { entry: 'app:app' },
    notes: [/virtual environment lies in my env/],
  },
  'an entry point that runs what it is given': {
    files: {
      Dockerfile:
        'FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt /app\nCOPY . .\nENTRYPOINT ["/app/ops/docker-entrypoint"]\nCMD ["gunicorn", "-b", ":8200", "web:app"]\n',
      'ops/docker-entrypoint': '#!/bin/sh\nif flask db upgrade; then echo; fi\nexec "$@"\n',
      'web.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'web:app', port: 8200, startup: 'flask db upgrade' },
  },
  'an image of assets beside the image of the app': {
    files: {
      'compose.yaml':
        'services:\n  ui: {build: {context: ., dockerfile: Dockerfile.ui}, ports: ["80:80"]}\n  api: {build: {context: ., dockerfile: Dockerfile.api}}\n',
      'Dockerfile.ui': 'FROM node:22 AS b\nFROM nginx:1\nCOPY --from=b /x /y\n',
      'Dockerfile.api':
        'FROM python:3.13\nWORKDIR /srv\nCOPY api/requirements.txt api/web.py ./\nCMD gunicorn -b :5050 web:app\n',
      'api/web.py': PLAIN,
      'api/requirements.txt': FLASK,
    },
    facts: { entry: 'web:app', source: 'api', port: 5050 },
  },
  'an instance somebody made is the app, not its factory': {
    files: {
      'shop/__init__.py': 'from shop.web import create_app\n',
      'shop/web.py': FACTORY,
      'shop/wsgi.py': 'from shop import create_app\n\napp = create_app()\n',
      'requirements.txt': FLASK,
    },
    facts: { entry: 'shop.wsgi:app', source: '.' },
  },
  'a command that leads nowhere is said': {
    files: { Procfile: 'web: gunicorn gone.wsgi\n', 'app.py': PLAIN, 'requirements.txt': FLASK },
    facts: { entry: 'app:app' },
    notes: [/gone\.wsgi \(Procfile:1\) is named, and leads to no app that is there/],
  },
  'a range, and the version of it that the Dockerfile names': {
    files: {
      'pyproject.toml': PROJECT.replace(',<3.14', ''),
      Dockerfile: 'FROM python:3.13-slim\nCOPY . .\n',
      'app.py': PLAIN,
    },
    facts: { python: '3.13' },
  },
  'the configuration of uWSGI': {
    files: {
      'web/uwsgi.ini': '[uwsgi]\nmodule = serve\ncallable = shop\n',
      'web/serve.py': PLAIN.replaceAll('app', 'shop'),
      'web/app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'serve:shop', source: 'web' },
    from: { entry: 'web/uwsgi.ini' },
  },
  'a script that is copied after the folder it lies in': {
    files: {
      'compose.yaml': 'services:\n  api: {build: ./services/users, entrypoint: [/srv/entrypoint.sh]}\n',
      'services/users/Dockerfile':
        'FROM python:3.13\nWORKDIR /srv\nCOPY . .\nCOPY ./entrypoint.sh .\nCOPY ops/wait /begin\n',
      'services/users/entrypoint.sh': 'while ! nc -z db 1; do sleep 1; done\npython manage.py run -h 0.0.0.0',
      'services/users/manage.py':
        'from flask.cli import FlaskGroup\nfrom shop import create_app\n\napp = create_app()\ncli = FlaskGroup(create_app=create_app)\n',
      'services/users/shop/__init__.py': FACTORY,
      'services/users/requirements.txt': FLASK,
    },
    facts: { entry: 'manage:create_app()', source: 'services/users' },
  },
  'a script that is copied under another name': {
    files: {
      Dockerfile:
        'FROM python:3.13\nWORKDIR /srv\nCOPY requirements.txt /srv\nCOPY ./ops/start-web /start\nCOPY . .\nCMD ["/start"]\n',
      'ops/start-web': '#!/bin/sh\nexec gunicorn shop.web:make_it\n',
      'shop/__init__.py': '',
      'shop/web.py': FACTORY.replace('create_app', 'make_it'),
      'app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    facts: { entry: 'shop.web:make_it()', source: '.' },
    from: { entry: 'ops/start-web:2' },
  },
  'an app of Flask’s own place that cannot be told, beside one that can': {
    files: { 'app.py': 'from library import make\n\napp = make()\n', 'server.py': PLAIN, 'requirements.txt': FLASK },
    problems: [/more than one app: app:app \(app\.py:3\), server:app/],
  },
  'an app.py of another library beside the app': {
    files: { 'app.py': 'from celery import Celery\n\napp = Celery()\n', 'server.py': PLAIN, 'requirements.txt': FLASK },
    facts: { entry: 'server:app' },
  },
  'a pin that has no wheel for the newest Python': {
    files: { 'app.py': PLAIN, 'requirements.txt': 'flask==2.0.3\ngunicorn==20.1.0\npsycopg2-binary==2.9.9\n' },
    facts: { python: '3.12' },
    from: { python: 'requirements.txt:3' },
    notes: [/flask 2\.0\.3 .* Werkzeug/, /gunicorn 20\.1\.0 .* without setuptools/],
  },
  'a pin that has no wheel for the Python that a file names': {
    files: {
      'app.py': PLAIN,
      '.python-version': '3.13.2\n',
      'requirements.txt': 'flask==2.0.3\nwerkzeug==2.0.3\nnumpy==1.26.4\n',
    },
    facts: { python: '3.13' },
    notes: [/numpy 1\.26\.4 \(requirements\.txt:3\) has no wheel for Python 3\.13: 2\.1\.0 is the first/],
  },
  'pins of which one has no wheel for any Python': {
    files: { 'app.py': PLAIN, 'requirements.txt': 'flask==3.1.2\npandas==2.1.4\nlxml==4.6.0\n' },
    facts: { python: '3.12' },
    notes: [/lxml 4\.6\.0 .* no wheel for Python 3\.12/],
  },
  'a range, and a lock with a pin': {
    files: {
      'app.py': PLAIN,
      'pyproject.toml': PROJECT.replace(',<3.14', ''),
      'uv.lock': `${UV}\n[[package]]\nname = "greenlet"\nversion = "3.1.1"\n`,
    },
    facts: { python: '3.13' },
  },
  'two apps of one name': {
    files: { 'main.py': PLAIN, 'server.py': PLAIN, 'requirements.txt': FLASK },
    problems: [/--entry is missing: there is more than one app: main:app .*server:app/],
  },
  'two apps that nothing tells apart': {
    files: { 'shop.py': PLAIN, 'blog.py': PLAIN, 'requirements.txt': FLASK },
    problems: [
      /more than one app: shop:app \(shop\.py:3\), blog:app|more than one app: blog:app \(blog\.py:3\), shop:app/,
    ],
  },
  'a usual place beside another app': {
    files: { 'main.py': PLAIN, 'weather.py': PLAIN, 'requirements.txt': FLASK },
    problems: [/more than one app: main:app .*weather:app/],
  },
  'two services with an app each': {
    files: {
      'compose.yaml': 'services:\n  a: {build: ./a}\n  b: {build: ./b}\n',
      'a/Dockerfile': 'FROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n',
      'b/Dockerfile': 'FROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n',
      'a/app.py': PLAIN,
      'b/app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    problems: [/more than one app: app:app in a .*app:app in b/],
  },
  'a factory that needs an argument': {
    files: { 'shop/__init__.py': NEEDY, 'requirements.txt': FLASK },
    problems: [/--entry is missing: shop:create_app\(config\) needs config/],
  },
  'an app two folders down is asked about': {
    files: { 'services/web/app.py': PLAIN, 'requirements.txt': FLASK },
    problems: [/the app may be app:app in services\/web/],
  },
  'two locks': {
    files: {
      'app.py': PLAIN,
      'pyproject.toml': PROJECT,
      'uv.lock': UV,
      'poetry.lock': '[[package]]\nname = "flask"\nversion = "3"\n',
    },
    problems: [/--package-manager is missing: uv\.lock, poetry\.lock/],
  },
  'two locks, and a Dockerfile that installs from one': {
    files: {
      'app.py': PLAIN,
      'pyproject.toml': PROJECT,
      'uv.lock': UV,
      'poetry.lock': '',
      Dockerfile: 'FROM python:3.12\nCOPY . .\nRUN uv sync --frozen\n',
    },
    facts: { packageManager: 'uv' },
  },
  'another framework': {
    files: { 'manage.py': 'import django\n', 'requirements.txt': 'Django==5.2\n' },
    problems: [/it is an app of django \(requirements\.txt:1\), not of Flask/],
  },
  'nothing of Flask': {
    files: { 'x.py': 'print(1)\n', 'requirements.txt': 'requests\n' },
    problems: [/no Flask app is there/],
  },
  'a folder called flask is none': {
    files: { 'flask/__init__.py': '', 'x.py': 'import flask\n', 'requirements.txt': 'requests\n' },
    problems: [/no Flask app is there/],
  },
  'no file names the dependencies': {
    files: { 'app.py': `import os\nimport yaml\nimport helpers\n${PLAIN}`, 'helpers.py': '' },
    problems: [/no file names the dependencies/],
  },
  conda: { files: { 'app.py': PLAIN, 'environment.yml': 'name: x\n' }, problems: [/environment\.yml is of conda/] },
  'a file of requirements that is not there': {
    files: { 'app.py': PLAIN, 'requirements.txt': 'flask\n-r base.txt\n' },
    problems: [/base\.txt is named and not there/],
  },
  'a Python that has ended': {
    files: { 'app.py': PLAIN, 'requirements.txt': FLASK, 'runtime.txt': 'python-3.8.10\n' },
    problems: [/--python: runtime\.txt:1 asks for Python 3\.8, which has ended/],
  },
  'Python 2': {
    files: { 'app.py': `${PLAIN}\nprint "hello"\n`, 'requirements.txt': FLASK },
    problems: [/app\.py:10 is Python 2/],
  },
  'assets that Node builds': {
    files: { 'app.py': PLAIN, 'requirements.txt': FLASK, 'package.json': '{"scripts": {"build": "vite build"}}' },
    problems: [/package\.json builds a part of the app with Node/],
  },
  'a stage that is not of Python': {
    files: {
      Dockerfile: 'FROM node:22 AS ui\nRUN npm ci\nFROM python:3.13\nCOPY . .\nCMD gunicorn app:app\n',
      'app.py': PLAIN,
      'requirements.txt': FLASK,
    },
    problems: [/--dockerfile: Dockerfile builds with node:22 too/],
  },
};

/** Written by somebody who means harm, or by a machine. */
const DEEP = `app = ${'['.repeat(20_000)}\n`;
const HOSTILE: Readonly<Record<string, Files>> = {
  'code that is nested without end': {
    'app.py': `${PLAIN}${DEEP}x = ${'f('.repeat(20_000)}\n${'if x:\n '.repeat(2000)}`,
  },
  'modules that import each other': {
    'app.py': 'from b import app\nfrom c import *\n',
    'b.py': 'from c import app\n',
    'c.py': 'from app import app\nfrom b import *\n',
  },
  'names and words that no file should hold': {
    'a b;rm.py': PLAIN,
    Dockerfile: 'FROM \u0000\nCMD ["\u001b[31m", {}]\nWORKDIR ../../..\nCOPY ../.. /\n',
    Procfile: 'web: gunicorn "$(rm -rf /)":x`\n',
  },
  'data that is broken': {
    'app.py': PLAIN,
    'pyproject.toml': '[[[',
    'Pipfile.lock': '{',
    'uv.lock': 'a = [[[[',
    'compose.yaml': 'a: [',
    'package.json': '[',
    '.env': '\u0000=',
  },
};

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

const filesOf = (files: Files) =>
  heldFiles(
    Object.entries(files).map(([path, text]) => ({
      path,
      content: text === '\ufeffutf16' ? utf16('Flask==3.0\r\n-r base.txt\r\n') : Buffer.from(text),
    })),
  );

test.each(Object.entries(CASES))(
  '%s',
  async (_, { files, given, facts = {}, from = {}, problems = [], notes = [] }) => {
    const found = await detect(filesOf(files), 'shop', given);
    const valuesOf = (key: string): unknown => {
      const values = found.facts.filter((one) => one.key === key).map(({ value }) => value);
      return values.length === 1 ? values[0] : values;
    };
    const told = Object.fromEntries(Object.keys(facts).map((key) => [key, valuesOf(key)]));
    const placed = Object.fromEntries(
      Object.keys(from).map((key) => [key, found.facts.find((one) => one.key === key)?.from]),
    );
    const words = found.problems.map(({ message }) => message);
    expect({ told, placed, problems: words.filter((word) => !problems.some((pattern) => pattern.test(word))) }).toEqual(
      {
        told: facts,
        placed: from,
        problems: [],
      },
    );
    for (const pattern of problems) expect(words).toContainEqual(expect.stringMatching(pattern));
    for (const pattern of notes) expect(found.notes).toContainEqual(expect.stringMatching(pattern));
    if (problems.length > 0) expect(found.problems.every(({ fix }) => (fix ?? '').length > 10)).toBe(true);
  },
);

test.each(Object.entries(HOSTILE))('%s: the reading ends, in its own words', async (_, files) => {
  const found = await detect(filesOf({ 'requirements.txt': FLASK, ...files }), 'shop');
  expect(found.facts.length).toBeGreaterThan(5);
  for (const { message, fix } of found.problems) expect(`${message}${fix}`).not.toMatch(/[\u0000-\u001f]/);
});

test('more files, or deeper ones, than anybody has are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`d/${index}.txt`, '']));
  const deep = { [`${'d/'.repeat(60)}app.py`]: PLAIN };
  for (const files of [many, deep])
    await expect(detect(filesOf(files), 'shop')).rejects.toMatchObject({
      outcome: 'usage',
      problems: [{ flag: 'directory' }],
    });
});

test('a link leads nowhere, and a file that is too large is not read', async () => {
  const [folder, outside] = [newFolder(), newFolder()];
  writeFileSync(join(outside, 'app.py'), PLAIN);
  symlinkSync(join(outside, 'app.py'), join(folder, 'app.py'));
  symlinkSync(outside, join(folder, 'shop'));
  writeFileSync(join(folder, 'requirements.txt'), FLASK);
  writeFileSync(join(folder, 'main.py'), `${PLAIN}# ${'x'.repeat(1024 * 1024)}\n`);
  const { problems, notes } = await detect(folderFiles(folder), 'shop');
  expect(problems).toMatchObject([{ flag: '--entry', message: expect.stringContaining('no Flask app was found') }]);
  expect(notes).toContain('too large, or not to be read: main.py');
});
