import fc from 'fast-check';
import { judgePaths } from '../../src/template/path-safety';
import { runHere as runProgram } from '../kit/one-process';
import { templateFolder } from '../kit/team';

/** What a foreign template puts into a repository that something runs or obeys by its being there. */

const ACTING = `
.github/workflows/ci.yaml .github/actions/a/action.yml .github/dependabot.yml .github/CODEOWNERS CODEOWNERS
.github/copilot-instructions.md .github/settings.yml .gitea/workflows/x.yaml .forgejo/workflows/x.yml .gitlab-ci.yml
.gitlab/ci/x.yml .circleci/config.yml .travis.yml .drone.yml .woodpecker.yml .woodpecker/x.yml .buildkite/pipeline.yml
.cirrus.yml azure-pipelines.yml bitbucket-pipelines.yml Jenkinsfile appveyor.yml buildspec.yml cloudbuild.yaml
.semaphore/semaphore.yml .tekton/x.yaml .builds/x.yml Earthfile .mergify.yml renovate.json .renovaterc
.vscode/tasks.json .vscode/settings.json .vscode/launch.json .vscode/mcp.json .idea/workspace.xml .zed/tasks.json
.zed/settings.json .fleet/run.json my.code-workspace a.sublime-project .editorconfig .exrc .nvimrc .vimrc
.dir-locals.el .nvim.lua .devcontainer/devcontainer.json .devcontainer.json .gitpod.yml devfile.yaml
.claude/settings.json .claude/commands/x.md .mcp.json .cursor/mcp.json .cursor/rules/x.mdc .cursorrules
.windsurfrules .clinerules .aider.conf.yml .gemini/settings.json .codex/config.toml .continue/config.json CLAUDE.md
AGENTS.md docs/AGENTS.md GEMINI.md CLAUDE.local.md .junie/guidelines.md opencode.json
.env .env.production app.env .flaskenv .envrc .tool-versions .mise.toml mise.toml .python-version .nvmrc .bashrc
.profile flake.nix shell.nix devenv.nix pixi.toml .venv/pyvenv.cfg
.pre-commit-config.yaml lefthook.yml .husky/pre-commit .githooks/pre-push .gitattributes .gitmodules .gitconfig
.lfsconfig .gitignore .mailmap
conftest.py tests/conftest.py src/conftest.py sitecustomize.py src/usercustomize.py a.pth src/b.pth setup.py docs/setup.py
flask.py src/flask.py tests/json/__init__.py src/gunicorn/app.py app.py wsgi.py __main__.py gunicorn.conf.py
requirements.txt requirements/dev.txt constraints.txt requirements.in pip.conf .pypirc uv.toml pyproject.toml setup.cfg Pipfile
poetry.lock environment.yml hatch.toml MANIFEST.in
package.json src/package.json .npmrc .yarnrc.yml .pnp.cjs .pnpmfile.cjs bunfig.toml deno.json pnpm-workspace.yaml
compose.yaml compose.override.yaml docker-compose.override.yml Dockerfile src/Dockerfile docker-bake.hcl .dockerignore
Tiltfile skaffold.yaml Procfile fly.toml render.yaml vercel.json app.yaml
Makefile GNUmakefile src/Makefile justfile Taskfile.yml Rakefile tasks.py noxfile.py tox.ini dodo.py fabfile.py
CMakeLists.txt build.gradle Vagrantfile
pytest.ini tests/pytest.ini .coveragerc .pylintrc ruff.toml mypy.ini .flake8 .eslintrc.js eslint.config.mjs
jest.config.js vite.config.ts babel.config.js .hadolint.yaml .yamllint .bandit biome.json
docs/conf.py mkdocs.yml .readthedocs.yaml _config.yml
scripts/run.sh bin/start tools/x unheard-of.toml .unheard-of src/my_app/unheard-of.cfg some/data.csv
`
  .trim()
  .split(/\s+/);

const QUIET = `
README.md docs/guide.rst docs/x.adoc LICENSE NOTICE AUTHORS CHANGELOG.md notes.txt
src/my_app/__init__.py src/my_app/views.py src/my_app/static/app.js src/my_app/static/app.css tests/test_views.py
src/my_app/templates/index.html src/my_app/templates/x.jinja2 src/my_app/schema.sql docs/logo.png docs/x.svg
page.html style.css fonts/a.woff2 favicon.ico src/my_app/types.pyi src/web/index.ts tests/helpers/flask_kit.py
`
  .trim()
  .split(/\s+/);

/** `.part` would be taken off, a dot is written as it is. */
const filesOf = (paths: readonly string[]): Record<string, string> =>
  Object.fromEntries(paths.map((path) => [`files/${path}`, 'x\n']));

interface Planned {
  readonly template: { readonly acting: readonly { readonly path: string; readonly why: string }[] };
  readonly files: readonly { readonly path: string; readonly acts?: string }[];
}

const planned = async (manifest: string, files: Record<string, string>): Promise<Planned> => {
  const folder = templateFolder({ 'template.yaml': manifest, ...files });
  const words = ['my-app', '--template', folder, '--registry-user', 'acme', '--yes', '--dry-run', '--json'];
  const { exitCode, stdout, stderr } = await runProgram(words);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as Planned;
};

const ALONE = 'format: 1\nname: alone\nextends: none\n';

test('everything that a program may look for by its name is listed, with who acts on it', async () => {
  expect(new Set(ACTING).size).toBeGreaterThanOrEqual(150);
  const { template } = await planned(ALONE, filesOf([...ACTING, ...QUIET]));
  const listed = template.acting.map(({ path }) => path);
  expect({ missing: ACTING.filter((path) => !listed.includes(path)) }).toEqual({ missing: [] });
  expect({ tooMuch: listed.filter((path) => !ACTING.includes(path)) }).toEqual({ tooMuch: [] });
  expect(template.acting.filter(({ why }) => why === '')).toEqual([]);
});

test('a name that nobody has thought of is listed, unless it is text, an asset, or source below src/ or tests/', async () => {
  const name = fc
    .stringMatching(/^[a-z]{1,8}(\.[a-z]{1,6})?$/)
    .filter(
      (text) => !/\.(part|ejs)$/.test(text) && !/^(con|prn|aux|nul|com\d|lpt\d|head|objects|refs)(\.|$)/.test(text),
    );
  const quiet = /\.(md|markdown|rst|adoc|txt|png|jpe?g|gif|webp|avif|ico|bmp|svg|css|html?|woff2?|ttf|otf|eot)$/;
  const prose = /^(license|licence|copying|notice|authors|contributors|changelog|changes|readme|maintainers)$/;
  const names = fc.sample(name, { numRuns: 300, seed: 7 });
  const unique = [...new Set(names)].map((each, index) => `d${index}/${each}`);
  const { template } = await planned(ALONE, filesOf(unique));
  const listed = new Set(template.acting.map(({ path }) => path));
  const wrong = unique.filter((path) => {
    const last = path.split('/').at(-1)!;
    return listed.has(path) === (quiet.test(last) || prose.test(last));
  });
  expect(wrong.filter((path) => !/(requirements|constraints|agents|claude)/.test(path))).toEqual([]);
});

test('what stays of the built-in template is not listed, what is added to it or replaced is', async () => {
  const { template } = await planned('format: 1\nname: over\n', {
    'files/dot-gitignore.part': '*.sqlite\n',
    'files/Dockerfile': 'FROM scratch\n',
    'files/docs/x.md': 'x\n',
  });
  expect(template.acting.map(({ path }) => path)).toEqual(['.gitignore', 'Dockerfile']);
});

test('for a person they stand under a heading of their own', async () => {
  const folder = templateFolder({
    'template.yaml': ALONE,
    'files/compose.override.yaml': 'x: 1\n',
    'files/a.md': 'a\n',
  });
  const { stdout } = await runProgram([
    'my-app',
    '--template',
    folder,
    '--registry-user',
    'acme',
    '--yes',
    '--dry-run',
  ]);
  expect(stdout).toContain(
    'Files that run by being there, from the template alone:\n' +
      '  compose.override.yaml  what builds, starts or deploys the app obeys it\n',
  );
});

test('many of them stand in groups, with their number, and no group without end', async () => {
  const workflows = Array.from({ length: 90 }, (_, index) => `.github/workflows/w${index}.yaml`);
  const folder = templateFolder({ 'template.yaml': ALONE, ...filesOf([...workflows, 'conftest.py', '.envrc']) });
  const ended = await runProgram(['my-app', '--template', folder, '--registry-user', 'acme', '--yes', '--dry-run']);
  const [, acting = ''] = ended.stdout.split('Files that run by being there, from the template alone:\n');
  expect(acting).toContain('  a pipeline runs it when it is pushed: 90\n    .github/workflows/w0.yaml\n');
  expect(acting).toContain('    and 70 more, which --json lists\n');
  expect(acting).toContain('  Python runs it: 1\n    conftest.py\n');
  expect(acting).toContain('  the shell obeys it: 1\n    .envrc\n');
});

test('an executable is listed wherever it lies, and what is run in place of another', async () => {
  const acting = {
    'src/my_app/run.py': '#!/usr/bin/env python3\n',
    'docs/start.md': '#!/bin/sh\n',
    'tests/unit/flask.py': 'x\n',
    'tests/unit/json/__init__.py': 'x\n',
    'src/web/vite.config.ts': 'x\n',
    'tests/gulpfile.js': 'x\n',
    'src/app.so': 'x\n',
    'src/__pycache__/app.cpython-314.pyc': 'x\n',
  };
  const quiet = { 'src/my_app/email.py': 'x\n', 'tests/unit/test_flask.py': 'x\n', 'src/web/config.ts': 'x\n' };
  const { template, files } = await planned(
    ALONE,
    Object.fromEntries(Object.entries({ ...acting, ...quiet }).map(([path, text]) => [`files/${path}`, text])),
  );
  expect(template.acting.map(({ path }) => path).sort()).toEqual(Object.keys(acting).sort());
  // The same stands beside each file.
  expect(files.filter(({ acts }) => acts !== undefined).map(({ path }) => path)).toEqual(
    template.acting.map(({ path }) => path),
  );
});

test('template check lists them, under any of its answers', async () => {
  const folder = templateFolder({
    'template.yaml': 'format: 1\nname: over\n',
    'files/@ci=none/dot-gitlab-ci.yml': 'a: 1\n',
    'files/@compose/compose.override.yaml': 'services: {}\n',
    'files/docs/x.md': 'x\n',
  });
  const json = JSON.parse((await runProgram(['template', 'check', folder, '--json'])).stdout);
  expect(json.acting).toEqual([
    { path: '.gitlab-ci.yml', why: 'a pipeline runs it when it is pushed' },
    { path: 'compose.override.yaml', why: 'what builds, starts or deploys the app obeys it' },
  ]);
  const { stdout } = await runProgram(['template', 'check', folder]);
  expect(stdout).toContain('  files that run by being there: 2\n    .gitlab-ci.yml         a pipeline runs it');
});

const BARE: Readonly<Record<string, readonly string[]>> = {
  'a bare repository in a folder': ['docs/HEAD', 'docs/config', 'docs/objects/info/x', 'docs/refs/heads/main'],
  'one whose refs are there already': ['docs/HEAD', 'docs/objects/x'],
  'one whose objects are there already': ['a/b/HEAD', 'a/b/refs/heads/main'],
  'one that borrows both': ['docs/HEAD', 'docs/commondir', 'docs/config'],
  'one at the top': ['HEAD', 'config', 'objects/x', 'refs/x'],
  'one in other letters': ['docs/head', 'docs/Objects/x', 'docs/REFS/x'],
  'one split over a condition and a dot name': [
    '@ci=github/docs/HEAD',
    'docs/objects/x',
    '@!compose/docs/x',
    'docs/refs/heads/x',
  ],
  'one that is rendered': ['docs/HEAD.ejs', 'docs/refs/x', 'docs/objects/x.ejs'],
};

test.each(Object.entries(BARE))('%s is refused before anything is planned', async (_name, paths) => {
  const folder = templateFolder({ 'template.yaml': ALONE, ...filesOf(paths) });
  const words = ['my-app', '--template', folder, '--registry-user', 'acme', '--yes', '--dry-run'];
  const { exitCode, stdout, stderr } = await runProgram(words);
  expect({ exitCode, stdout }).toEqual({ exitCode: 65, stdout: '' });
  expect(stderr).toContain('git would take this folder for a repository, and obey its config');
  const checked = await runProgram(['template', 'check', folder]);
  expect(checked.exitCode).not.toBe(0);
  expect(checked.stdout + checked.stderr).toContain('git would take this folder for a repository');
});

test('a file called HEAD, a folder called refs or objects alone is nothing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('HEAD', 'refs/x', 'objects/x', 'commondir'),
      fc.constantFrom('', 'a/', 'a/b/'),
      (name, folder) => {
        expect(judgePaths([`${folder}${name}`, 'other/HEAD2', 'README.md'].map((path) => ({ path })))).toEqual([]);
      },
    ),
  );
});
