import { shown } from '../../text/shown';
import type { Dependencies } from './dependencies';

/**
 * The first version of a distribution with a wheel for Linux on x86-64, for each Python that we have. Read from the index on
 * 2026-12-01; what has one wheel for all of Python 3 is not here.
 */
const FIRST_WHEEL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cffi: { '3.11': '1.15.1', '3.12': '1.16.0', '3.13': '1.17.0', '3.14': '2.0.0', '3.15': '2.1.0' },
  greenlet: { '3.11': '1.1.3', '3.12': '3.0.0', '3.13': '3.1.0', '3.14': '3.2.3', '3.15': '3.5.1' },
  lxml: { '3.11': '4.9.1', '3.12': '4.9.3', '3.13': '5.3.0', '3.14': '6.0.1', '3.15': '6.1.2' },
  markupsafe: { '3.11': '2.1.2', '3.12': '2.1.3', '3.13': '3.0.0', '3.14': '3.0.3', '3.15': '3.0.4' },
  numpy: { '3.11': '1.23.2', '3.12': '1.26.0', '3.13': '2.1.0', '3.14': '2.3.2', '3.15': '2.5.2' },
  pandas: { '3.11': '1.5.0', '3.12': '2.1.1', '3.13': '2.2.3', '3.14': '2.3.3', '3.15': '3.0.6' },
  pillow: { '3.11': '9.2.0', '3.12': '10.0.0', '3.13': '10.4.0', '3.14': '11.3.0', '3.15': '12.3.0' },
  'psycopg2-binary': { '3.11': '2.9.5', '3.12': '2.9.9', '3.13': '2.9.10', '3.14': '2.9.11', '3.15': '2.9.13' },
  pyyaml: { '3.11': '6.0', '3.12': '6.0.1', '3.13': '6.0.2', '3.14': '6.0.3', '3.15': '6.0.4' },
};

const isBefore = (one: string, other: string): boolean => {
  const [left, right] = [one, other].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(left!.length, right!.length); index += 1)
    if ((left![index] ?? 0) !== (right![index] ?? 0)) return (left![index] ?? 0) < (right![index] ?? 0);
  return false;
};

interface Pin {
  readonly name: string;
  readonly version: string;
  readonly from: string;
}

const pinsOf = ({ versions, direct, lock }: Dependencies): readonly Pin[] =>
  [...versions].map(([name, version]) => ({
    name,
    version,
    from: direct.find((one) => one.name === name)?.from ?? lock ?? '',
  }));

/** @returns the pins that would have to be compiled on a Python, which the image has no compiler for. */
export const withoutWheel = (dependencies: Dependencies, python: string): readonly Pin[] =>
  pinsOf(dependencies).filter(({ name, version }) => {
    const first = FIRST_WHEEL[name]?.[python];
    return first !== undefined && isBefore(version, first);
  });

/** What fails whatever the Python is. Each was tried: the import is what fails. */
const brokenIn = (dependencies: Dependencies): readonly string[] => {
  const pins = new Map(pinsOf(dependencies).map((pin) => [pin.name, pin]));
  const [flask, gunicorn] = [pins.get('flask'), pins.get('gunicorn')];
  const werkzeug =
    pins.has('werkzeug') || dependencies.direct.some(({ name, version }) => name === 'werkzeug' && version !== '');
  const hasSetuptools = pins.has('setuptools') || dependencies.direct.some(({ name }) => name === 'setuptools');
  return [
    ...(flask && !werkzeug && isBefore(flask.version, '2.2.5')
      ? [
          `flask ${shown(flask.version)} (${shown(flask.from)}) does not start with the Werkzeug of today: 2.2.5 is the first that does`,
        ]
      : []),
    ...(gunicorn && !hasSetuptools && isBefore(gunicorn.version, '21.0.0')
      ? [
          `gunicorn ${shown(gunicorn.version)} (${shown(gunicorn.from)}) does not start without setuptools: 21.2.0 is the first that does`,
        ]
      : []),
  ];
};

/** @returns what is to be said of the pins on the Python of the image, before anything is written. */
export const pinNotes = (dependencies: Dependencies, python: string): readonly string[] => [
  ...withoutWheel(dependencies, python).map(
    ({ name, version, from }) =>
      `${shown(name)} ${shown(version)} (${shown(from)}) has no wheel for Python ${python}: ${FIRST_WHEEL[name]![python]!} is the first that has`,
  ),
  ...brokenIn(dependencies),
];
