#!/usr/bin/env node
'use strict';
/* The command's launcher: plain CommonJS, because it must be able to say what is missing before TypeScript can be read. */
/* eslint-disable @typescript-eslint/no-require-imports -- nothing that reads ES modules or TypeScript is loaded yet */

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`amp-hil needs Node 20.19 or later, this is ${process.version}`, 'install a current Node');
}
try {
  require('../loader/register');
} catch (error) {
  fail(
    `amp-hil is not set up: ${error.message.split('\n')[0]}`,
    `run 'npm run setup' in ${require('node:path').resolve(__dirname, '..', '..')}`,
  );
}
require('./main').main(process.argv.slice(2));

function fail(message, fix) {
  process.stderr.write(`error: ${message}\n  fix: ${fix}\n`);
  process.exit(2);
}
