// Stands in the bundle for graceful-fs, which queues asynchronous calls when files run out: ours are
// synchronous. What Node sets up when it is first read (streams, promises) is not copied by who copies the rest.
const fs = require('node:fs');

const LATE = ['promises', 'ReadStream', 'WriteStream', 'FileReadStream', 'FileWriteStream'];

for (const name of Object.keys(fs)) {
  if (LATE.includes(name)) Object.defineProperty(exports, name, { enumerable: false, get: () => fs[name] });
  else exports[name] = fs[name];
}
