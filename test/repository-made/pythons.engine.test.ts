import { docker, tryDocker } from '../kit/engine';
import { written } from '../kit/linters';
import { ROOT, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';

/** The generated repository's own checks on each Python that can be chosen: in its image where that is here, else on this machine's. */

jest.setTimeout(600_000);

const PYTHONS = Object.keys((require(`${ROOT}/templates/pins.json`) as { python: object }).python);
const CHECKS =
  'python -m venv .venv && . .venv/bin/activate && pip install -q --require-hashes -r requirements-dev.txt && python --version && ruff check . && ruff format --check . && mypy && mypy --strict && pytest -q';

test.each(PYTHONS)('everything passes on Python %s', async (python) => {
  const folder = written(repositoryOf({ python }));
  const image = `python:${python}-slim-trixie`;
  if ((await tryDocker(['image', 'inspect', image])).exitCode === 0) {
    const script = `cp -r /source /tmp/app && cd /tmp/app && ${CHECKS}`;
    const said = await docker('run', '--rm', '--volume', `${folder}:/source:ro`, image, 'bash', '-c', script);
    expect(said).toMatch(new RegExp(`Python ${python}\\.[^]*\\d+ passed`));
    return;
  }
  const script = CHECKS.replace('python -m venv', `python${python} -m venv`);
  const versions = (
    await runProgram(['-c', 'ls ~/.pyenv/versions || true'], { program: ['sh'], env: { HOME: process.env['HOME'] } })
  ).stdout;
  const own = versions.split('\n').find((version) => version.startsWith(`${python}.`));
  const env = { HOME: process.env['HOME'], PIP_CERT: process.env['PIP_CERT'], ...(own ? { PYENV_VERSION: own } : {}) };
  const ran = await runProgram(['-c', script], { program: ['bash'], cwd: folder, env, timeout: 300_000 });
  expect(ran.stdout + ran.stderr).toMatch(new RegExp(`Python ${python}\\.[^]*\\d+ passed`));
  expect(ran.exitCode).toBe(0);
});
