#!/usr/bin/env node
'use strict';

// What stands here is read by every Node.js there is: only what is too old for the rest may meet it, so nothing newer
// than ES5 is written, and nothing is loaded before the version has been looked at.

/** What package.json allows: `^20.19 || >=22.12`. */
var allowed = require('../package.json').engines.node;

/** @returns whether a version is in a range of `^A.B` and `>=A.B`, joined by `||` */
function isIn(range, version) {
  var here = version.split('.').map(Number);
  return range.split('||').some(function (part) {
    var words = /^\s*(\^|>=)(\d+)\.(\d+)\s*$/.exec(part);
    var major = Number(words[2]);
    if (here[0] !== major) return words[1] === '>=' && here[0] > major;
    return here[1] >= Number(words[3]);
  });
}

if (isIn(allowed, process.versions.node)) {
  var program = require('../dist/main.cjs');
  program
    .main(process.argv.slice(2), program.realWorld(process, require('path').join(__dirname, '..')))
    .then(function (exitCode) {
      process.exitCode = exitCode;
    });
} else {
  process.stderr.write(
    'create-flask-container: this is Node.js ' +
      process.versions.node +
      ', and it needs ' +
      allowed
        .replace(/\^(\d+)(\S*)/g, '$1$2 or a later $1')
        .replace(/>=(\S+)/g, '$1 or newer')
        .replace(/\s*\|\|\s*/g, ', or ') +
      ': see https://nodejs.org\n'
  );
  process.exitCode = 69;
}
