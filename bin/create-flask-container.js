#!/usr/bin/env node
'use strict';

const { join } = require('node:path');
const { main, realWorld } = require('../dist/main.cjs');

main(process.argv.slice(2), realWorld(process, join(__dirname, '..'))).then((exitCode) => {
  process.exitCode = exitCode;
});
