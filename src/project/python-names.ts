/**
 * Names that a Python package of ours must not take, because `import` would then find the wrong one.
 * Standard library: what `test/project/python-names.py` prints under CPython 3.11, 3.13, 3.14 and 3.15, joined (3.12 has
 * nothing that 3.11 and 3.13 have not): every module that can be imported without a package, those for tests too,
 * without the names that a project cannot have (leading underscore, capitals).
 */
const STANDARD_LIBRARY =
  'abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb ' +
  'binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys ' +
  'compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses ' +
  'dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno ' +
  'faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass ' +
  'gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ' +
  'ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math ' +
  'mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers ' +
  'opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib ' +
  'poplib posix posixpath pprint profile profiling pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat ' +
  'queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve ' +
  'shlex shutil signal site sitecustomize smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile ' +
  'sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys ' +
  'sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit ' +
  'tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata ' +
  'unittest urllib usercustomize uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib ' +
  'xml xmlrpc xxlimited xxlimited_35 xxlimited_3_13 xxsubtype zipapp zipfile zipimport zlib zoneinfo';

/** Import names of what the lock files of the built-in template install (a test compares the two). */
const LOCKED =
  'flask werkzeug jinja2 markupsafe itsdangerous click blinker gunicorn packaging pytest _pytest pluggy iniconfig pygments ' +
  'ruff mypy mypy_extensions typing_extensions pathspec librt colorama pip setuptools wheel pkg_resources uv ast_serialize';

/** Folders and scripts of the generated repository that stand beside the package. */
const TAKEN = 'docker healthcheck tests src docs scripts build dist requirements templates static conftest';

/** `keyword.kwlist` and `keyword.softkwlist` of CPython 3.15, lower-case ones. */
const KEYWORDS =
  'and as assert async await break class continue def del elif else except finally for from global if import in is ' +
  'lambda nonlocal not or pass raise return try while with yield case lazy match type';

/** Device names of Windows: no folder there can have one, so no clone could be checked out. */
const DEVICES =
  'con prn aux nul ' + ['com', 'lpt'].flatMap((port) => [...'0123456789'].map((digit) => port + digit)).join(' ');

const RESERVED: ReadonlySet<string> = new Set(
  [STANDARD_LIBRARY, LOCKED, TAKEN, KEYWORDS, DEVICES].flatMap((names) => names.split(' ')),
);

const IMPORTABLE: ReadonlySet<string> = new Set([STANDARD_LIBRARY, LOCKED].flatMap((names) => names.split(' ')));

/** @returns whether a module of this name would be imported in place of one of Python's own or of a locked dependency. */
export const hidesModule = (name: string): boolean => IMPORTABLE.has(name);

/**
 * The import package of an app.
 * @param name an app's name, `my-app`
 * @returns `my_app`, or `<name>_app` where the plain one would hide something else
 */
export const packageNameOf = (name: string): string => {
  const plain = name.replaceAll('-', '_');
  return RESERVED.has(plain) ? `${plain}_app` : plain;
};
