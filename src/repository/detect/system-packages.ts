import { type Findings, fact } from './fact';
import type { Looked } from './looked';

/** What a distribution needs of Debian: to be built, and to run. */
interface SystemPackages {
  readonly build: readonly string[];
  readonly run: readonly string[];
}

const row = (build: string, run: string): SystemPackages => ({
  build: build.split(' ').filter((name) => name !== ''),
  run: run.split(' ').filter((name) => name !== ''),
});

/**
 * Debian 13 (trixie), each name found in its package list on 2026-11-30. What is not here comes whole in its wheels. An extra
 * stands in brackets where it changes the need.
 */
const DEBIAN_13: Readonly<Record<string, SystemPackages>> = {
  psycopg2: row('gcc libpq-dev', 'libpq5'),
  'psycopg[c]': row('gcc libpq-dev', 'libpq5'),
  psycopg: row('', 'libpq5'),
  'psycopg[binary]': row('', ''),
  mysqlclient: row('gcc pkg-config default-libmysqlclient-dev', 'libmariadb3'),
  'scikit-learn': row('', 'libgomp1'),
  lightgbm: row('', 'libgomp1'),
  xgboost: row('', 'libgomp1'),
  weasyprint: row('', 'libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core'),
  cairosvg: row('', 'libcairo2'),
  cairocffi: row('', 'libcairo2'),
  pycairo: row('gcc pkg-config libcairo2-dev', 'libcairo2'),
  pdf2image: row('', 'poppler-utils'),
  pytesseract: row('', 'tesseract-ocr'),
  'opencv-python': row('', 'libgl1 libglib2.0-0t64'),
  pydub: row('', 'ffmpeg'),
  'ffmpeg-python': row('', 'ffmpeg'),
  moviepy: row('', 'ffmpeg'),
  'python-magic': row('', 'libmagic1t64'),
  pyzbar: row('', 'libzbar0t64'),
  graphviz: row('', 'graphviz'),
  pygraphviz: row('gcc libgraphviz-dev', 'graphviz'),
  'python-ldap': row('gcc libldap-dev libsasl2-dev', 'libldap2 libsasl2-2'),
  xmlsec: row('gcc pkg-config libxmlsec1-dev', 'libxmlsec1t64 libxmlsec1t64-openssl'),
  'python3-saml': row('gcc pkg-config libxmlsec1-dev', 'libxmlsec1t64 libxmlsec1t64-openssl'),
  uwsgi: row('gcc libpcre2-dev', 'libpcre2-8-0'),
  pycurl: row('gcc libcurl4-openssl-dev', 'libcurl4t64'),
  gdal: row('gcc libgdal-dev', 'libgdal36'),
  pylibmc: row('gcc libmemcached-dev', 'libmemcached11t64'),
  wand: row('', 'libmagickwand-7.q16-10'),
  pyvips: row('', 'libvips42t64'),
  selenium: row('', 'chromium chromium-driver'),
  pyaudio: row('gcc portaudio19-dev', 'libportaudio2'),
};

/** What cannot be had from Debian 13, and the way out. */
const NOT_THERE: Readonly<Record<string, string>> = {
  pyodbc: 'pyodbc needs a driver: tdsodbc or odbc-postgresql by --apt; msodbcsql18 is not in Debian 13',
  pdfkit: 'wkhtmltopdf, which pdfkit calls, is not in Debian 13: weasyprint does the same',
};

/** Names the Debian packages that the dependencies need. */
export const findSystemPackages = async ({ dependencies }: Looked): Promise<Findings> => {
  const needed = [
    ...dependencies.direct,
    ...[...dependencies.all]
      .filter((name) => !dependencies.direct.some((one) => one.name === name))
      .map((name) => ({ name, extras: [] as readonly string[], from: dependencies.lock ?? '' })),
  ];
  const rows = needed.flatMap(({ name, extras, from }) => {
    const key = extras.map((extra) => `${name}[${extra}]`).find((each) => Object.hasOwn(DEBIAN_13, each)) ?? name;
    return Object.hasOwn(DEBIAN_13, key) ? [{ ...DEBIAN_13[key]!, from }] : [];
  });
  return {
    facts: [
      ...rows.flatMap(({ run, from }) => (run.length > 0 ? [fact('apt', run, from, 'table')] : [])),
      ...rows.flatMap(({ build, from }) => (build.length > 0 ? [fact('aptBuild', build, from, 'table')] : [])),
    ],
    problems: [],
    notes: needed.flatMap(({ name }) => (NOT_THERE[name] ? [NOT_THERE[name]] : [])),
  };
};
