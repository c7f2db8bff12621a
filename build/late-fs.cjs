// Stands in the bundle for graceful-fs, which queues asynchronous calls when files run out: ours are
// synchronous. What Node sets up when it is first read (streams, promises) is not read by who copies the rest.
const fs = require('node:fs');

for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(fs))) {
  if (get) Object.defineProperty(exports, name, { enumerable: false, get: () => fs[name] });
  else exports[name] = value;
}
