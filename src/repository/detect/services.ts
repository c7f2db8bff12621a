import { shown } from '../../text/shown';
import { mappingOf } from '../compose-merge';
import { type Findings, fact } from './fact';
import type { Looked } from './looked';

/** Services by what speaks to them: distributions, and images of a compose file. */
const SERVICES: readonly { readonly name: string; readonly distributions: RegExp; readonly images: RegExp }[] = [
  {
    name: 'postgres',
    distributions: /^(?:psycopg|psycopg2|psycopg2-binary|asyncpg|pg8000)$/,
    images: /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb)(?:[:@]|$)/,
  },
  {
    name: 'valkey',
    distributions: /^(?:redis|valkey|flask-redis|rq|flask-rq2)$/,
    images: /(?:^|\/)(?:redis|valkey)(?:-stack)?(?:[:@]|$)/,
  },
  { name: 'worker', distributions: /^(?:rq|flask-rq2)$/, images: /^$/ },
  { name: 'celery', distributions: /^(?:celery|flask-celery)$/, images: /^$/ },
  {
    name: 'mysql',
    distributions: /^(?:mysqlclient|pymysql|flask-mysqldb|flask-mysql|mysql-connector-python|mysql-connector)$/,
    images: /(?:^|\/)mysql(?:-server)?(?:[:@]|$)/,
  },
  { name: 'mariadb', distributions: /^mariadb$/, images: /(?:^|\/)mariadb(?:[:@]|$)/ },
  {
    name: 'mongodb',
    distributions: /^(?:pymongo|flask-pymongo|mongoengine|flask-mongoengine|motor)$/,
    images: /(?:^|\/)mongo(?:db[\w-]*)?(?:[:@]|$)/,
  },
  {
    name: 'elasticsearch',
    distributions: /^(?:elasticsearch|elasticsearch-dsl|opensearch-py)$/,
    images: /(?:^|\/)(?:elasticsearch|opensearch)(?:[:@]|$)/,
  },
  { name: 'rabbitmq', distributions: /^(?:pika|kombu)$/, images: /(?:^|\/)rabbitmq(?:[:@]|$)/ },
  {
    name: 'memcached',
    distributions: /^(?:pylibmc|pymemcache|python-memcached)$/,
    images: /(?:^|\/)memcached(?:[:@]|$)/,
  },
  {
    name: 'mail',
    distributions: /^(?:flask-mail|flask-mailman)$/,
    images: /(?:^|\/)(?:mailpit|mailhog|maildev)(?:[:@]|$)/,
  },
];
/** What `--with` brings; the others are the owner's to run. */
const OURS = new Set(['postgres', 'valkey', 'worker', 'mail']);

/** Names the services that the app speaks to. */
export const findServices = async ({ dependencies, containers }: Looked): Promise<Findings> => {
  const path = containers.compose.file?.path ?? '';
  const images = Object.values(mappingOf(containers.compose.document.services)).map((service) =>
    String(mappingOf(service).image ?? ''),
  );
  const facts = SERVICES.flatMap(({ name, distributions, images: pattern }) => {
    const dependency = dependencies.direct.find((one) => distributions.test(one.name));
    if (dependency) return [fact('services', name, dependency.from, 'dependency')];
    return images.some((image) => image !== '' && pattern.test(image)) ? [fact('services', name, path, 'compose')] : [];
  });
  const foreign = facts.filter(({ value }) => !OURS.has(String(value)));
  return {
    facts,
    problems: [],
    notes: foreign.map(
      ({ value, from }) => `${String(value)} (${shown(from)}) is yours to run: no service of it is written`,
    ),
  };
};
