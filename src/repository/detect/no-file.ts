import type { Problem } from '../../errors';
import { shown } from '../../text/shown';
import { type Findings, fact } from './fact';
import { type Dependency, normalised, requirementOf } from './requirement';
import { listed, refusal, type SourceTree } from './source-tree';
import type { Installs } from './ways';

const CONDA = ['environment.yml', 'environment.yaml', 'conda-lock.yml', 'pixi.toml', 'pixi.lock'] as const;

/** What is installed where no file says it: the words of the Dockerfile. */
export interface NoFile extends Findings {
  readonly direct: readonly Dependency[];
}

/** No file says what the app needs: the words of the Dockerfile do, or nobody. */
export const withoutFile = async (tree: SourceTree, installs: Installs): Promise<NoFile> => {
  const direct = installs.packages.flatMap(({ text, from }) => requirementOf(text, from) ?? []);
  const absent = [...installs.files].filter((path) => !tree.has(path) && /requirements/.test(path));
  const named = `the Dockerfile installs from ${listed(absent)}, which is not there`;
  if (absent.length > 0)
    return { direct: [], facts: [], problems: [refusal('directory', named, 'add it to the repository')], notes: [] };
  if (direct.length === 0) return { direct, facts: [], problems: [await nothingSaid(tree)], notes: [] };
  const { from } = direct[0]!;
  const words = installs.packages.map(({ text }) => text);
  return {
    direct,
    facts: [fact('packageManager', 'pip', from, 'installed'), fact('requirements', words, from, 'installed')],
    problems: [],
    notes: [`no file names the dependencies: they are taken from ${shown(from)}`],
  };
};

/** Modules whose distribution has another name, of those that Flask apps import. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  flask_sqlalchemy: 'flask-sqlalchemy',
  jwt: 'pyjwt',
  magic: 'python-magic',
  MySQLdb: 'mysqlclient',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
};

/** Of the standard library, as far as apps import it. */
const STANDARD =
  /^(?:__future__|_\w+|abc|argparse|array|ast|asyncio|atexit|base64|binascii|bisect|calendar|cgi|cmd|collections|concurrent|configparser|contextlib|contextvars|copy|csv|ctypes|dataclasses|datetime|decimal|difflib|email|enum|errno|fnmatch|fractions|ftplib|functools|gc|getpass|gettext|glob|graphlib|gzip|hashlib|heapq|hmac|html|http|imaplib|importlib|inspect|io|ipaddress|itertools|json|keyword|linecache|locale|logging|lzma|mailbox|math|mimetypes|multiprocessing|numbers|operator|os|pathlib|pickle|pkgutil|platform|pprint|queue|random|re|sched|secrets|select|selectors|shelve|shlex|shutil|signal|site|smtplib|socket|sqlite3|ssl|stat|statistics|string|struct|subprocess|sys|sysconfig|tarfile|tempfile|textwrap|threading|time|timeit|tomllib|traceback|types|typing|unicodedata|unittest|urllib|uuid|venv|warnings|wave|weakref|webbrowser|wsgiref|xml|xmlrpc|zipfile|zipimport|zlib|zoneinfo)$/;

const nothingSaid = async (tree: SourceTree): Promise<Problem> => {
  const conda = CONDA.find((path) => tree.has(path));
  if (conda !== undefined)
    return refusal(
      'directory',
      `${conda} is of conda, whose packages are not those of the Python image`,
      'write its packages into a requirements.txt, and run this again',
    );
  const names = new Set<string>();
  for (const module of await tree.modules())
    for (const { module: name, level } of module.imports) {
      const top = name.split('.')[0]!;
      const isOwn = tree.paths.some((path) => `/${path}`.includes(`/${top}/`) || `/${path}`.endsWith(`/${top}.py`));
      if (level === 0 && !STANDARD.test(top) && !isOwn) names.add(DISTRIBUTIONS[top] ?? normalised(top));
    }
  return refusal(
    'directory',
    'no file names the dependencies of the app',
    `write a requirements.txt with what it imports: ${listed([...names].sort())}`,
  );
};
