import { MakeText } from './make-text';
import type { RepositoryFacts, TagPlan, TextFile, YamlFile } from './repository';

/** More than these no repository builds; each is held against every other one. */
const MOST_PLANS = 200;
const MOST_REFERENCES = 50;

const OPAQUE = /\$\(|\$\{|\$\w|`/;

const planOf = (file: string, where: string, of: string, references: readonly string[]): TagPlan => ({
  file,
  where,
  of,
  references: [...new Set(references.filter((item) => item !== '' && !OPAQUE.test(item)))].slice(0, MOST_REFERENCES),
  opaque: references.some((item) => OPAQUE.test(item)),
});

/** @returns the tag of a reference; `latest` where it has none, undefined for one with a digest. */
export const tagOf = (reference: string): string | undefined => {
  if (reference.includes('@')) return undefined;
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : 'latest';
};

/** @returns a reference without its tag. */
export const repositoryOf = (reference: string): string => {
  const slash = reference.lastIndexOf('/');
  const colon = reference.indexOf(':', slash + 1);
  return colon < 0 ? reference : reference.slice(0, colon);
};

const flag = (line: string, pattern: string): readonly string[] =>
  [...line.matchAll(new RegExp(`\\s(?:${pattern})[ =]["']?([^\\s"']+)`, 'g'))].map(([, value]) => value!);

/** `docker build` and its relatives in one line of a shell. */
const ofCommand = (file: string, where: string, line: string): readonly TagPlan[] =>
  line.split(/&&|\|\||;/).flatMap((part) => {
    if (!/\bdocker\s+(?:buildx\s+|image\s+)?build\b/.test(part)) return [];
    const references = flag(part, '-t|--tag');
    const of = [...flag(part, '-f|--file'), ...flag(part, '--target')].join(' ');
    return references.length === 0 ? [] : [planOf(file, where, of, references)];
  });

/** Continuation lines joined; `number` counts from 1. */
const shellLines = (text: string): readonly { readonly number: number; readonly line: string }[] => {
  const found: { number: number; line: string }[] = [];
  let open: { number: number; line: string } | undefined;
  text.split('\n').forEach((raw, index) => {
    open ??= { number: index + 1, line: '' };
    const line = raw.trimEnd();
    const goesOn = line.endsWith('\\');
    open.line += ` ${goesOn ? line.slice(0, -1) : raw}`;
    if (goesOn) return;
    found.push(open);
    open = undefined;
  });
  return found;
};

/** `NAME = value`, `export NAME := value`, `NAME += value`; without a comment. */
const assignmentOf = (line: string): readonly [string, string, string] | undefined => {
  const [, name, sign, rest = ''] = /^ ?(?:export\s+)?(\w+)\s*([:?+]{0,3}=)(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : [name, sign!, rest.split('#', 1)[0]!.trim()];
};

const makefilePlans = ({ path, text }: TextFile): readonly TagPlan[] => {
  const lines = shellLines(text);
  const make = new MakeText();
  for (const { line } of lines) {
    const assignment = assignmentOf(line);
    if (assignment) make.assign(...assignment);
  }
  return lines.flatMap(({ number, line }) => ofCommand(path, `line ${number}`, make.expand(line)));
};

type Mapping = Readonly<Record<string, unknown>>;
const mapping = (value: unknown): Mapping => (typeof value === 'object' && value !== null ? (value as Mapping) : {});
const linesOf = (value: unknown): readonly string[] =>
  String(value ?? '')
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** The literal tags that docker/metadata-action gives for its `tags`: raw values, and `latest` unless it is switched off. */
const metadataTags = (inputs: Mapping): readonly string[] =>
  String(inputs.tags ?? '')
    .split('\n')
    .flatMap((line) => {
      const fields = line.trim().split(',');
      const at = fields.indexOf('type=raw');
      const value = at < 0 ? undefined : fields.slice(at).find((field) => /^value=\S/.test(field));
      return value === undefined ? [] : [/^value=(\S+)/.exec(value)![1]!];
    });

interface Step {
  readonly id: string;
  readonly uses: string;
  readonly run: string;
  readonly inputs: Mapping;
}

const stepsOf = (job: unknown): readonly Step[] => {
  const steps = mapping(job).steps;
  return (Array.isArray(steps) ? steps : []).map((value) => {
    const step = mapping(value);
    return {
      id: String(step.id ?? ''),
      uses: String(step.uses ?? ''),
      run: String(step.run ?? ''),
      inputs: mapping(step.with),
    };
  });
};

const referencesOf = (step: Step, steps: readonly Step[]): readonly string[] =>
  linesOf(step.inputs.tags).flatMap((item) => {
    const id = /steps\.([\w-]+)\.outputs\.tags/.exec(item)?.[1];
    const source = steps.find((other) => other.id === id && other.uses.includes('metadata-action'));
    if (!source) return [item];
    const images = linesOf(source.inputs.images);
    return metadataTags(source.inputs).map((tag) => `${images[0] ?? ''}:${tag}`);
  });

const jobPlans = (file: string, name: string, job: unknown): readonly TagPlan[] => {
  const steps = stepsOf(job);
  return steps.flatMap((step) => {
    if (/\bdocker\/build-push-action@/.test(step.uses) && /true|\$\{\{/.test(String(step.inputs.push ?? ''))) {
      const of = [step.inputs.file, step.inputs.target].filter((item) => item !== undefined).join(' ');
      return [planOf(file, `job ${name}`, of, referencesOf(step, steps))];
    }
    return shellLines(step.run).flatMap(({ line }) => ofCommand(file, `job ${name}`, line));
  });
};

const workflowPlans = (file: YamlFile): readonly TagPlan[] =>
  Object.entries(mapping(mapping(file.document).jobs)).flatMap(([name, job]) => jobPlans(file.path, name, job));

/** Where tags are put on. */
type TagFacts = Pick<RepositoryFacts, 'workflows' | 'services' | 'composeFile' | 'makefile'>;

const composePlans = (repository: TagFacts): readonly TagPlan[] =>
  repository.services.flatMap(({ name, image, tags, dockerfile, inline, target, context }) =>
    image === undefined && tags.length === 0
      ? []
      : [
          planOf(
            repository.composeFile?.path ?? 'compose file',
            `service ${name}`,
            [context, dockerfile, inline, target].filter((item) => item !== undefined).join(' '),
            [...(image === undefined ? [] : [image]), ...tags],
          ),
        ],
  );

/** @returns every build with tags that the repository's workflow, compose file and Makefile describe. */
export const tagPlans = (repository: TagFacts): readonly TagPlan[] =>
  [
    ...repository.workflows.flatMap(workflowPlans),
    ...composePlans(repository),
    ...(repository.makefile ? makefilePlans(repository.makefile) : []),
  ].slice(0, MOST_PLANS);

const withoutComments = (text: string): string => text.replace(/^[ \t]*#.*$/gm, '');

/**
 * @param image the image without a tag
 * @returns whether a workflow puts a literal tag on it anywhere: in a rule of metadata-action, or after the image's name
 */
export const workflowNames = ({ text }: TextFile, image: string, tag: string): boolean => {
  const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const lines = withoutComments(text);
  return new RegExp(
    `(?:\\bvalue=|\\}\\}:|\\$\\w+:|\\$\\{\\w+\\}:|${escaped(image)}:)["']?${escaped(tag)}(?=[\\s,"']|$)`,
    'm',
  ).test(lines);
};

/** @returns whether a workflow publishes an image at all. */
export const workflowPublishes = ({ text }: TextFile): boolean =>
  withoutComments(text)
    .split('\n')
    .some(
      (line) =>
        /^\s*push:\s*(?:true|\$)|push=true|docker (?:image )?push|imagetools create/.test(line) ||
        (line.includes('buildx ') && line.includes('--push', line.indexOf('buildx '))),
    );
