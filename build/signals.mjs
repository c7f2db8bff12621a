// Stands in the bundle for human-signals: names without descriptions, which nothing of ours shows.
import { constants } from 'node:os';

export const signalsByName = Object.fromEntries(
  Object.keys(constants.signals).map((name) => [name, { name, description: name }]),
);
