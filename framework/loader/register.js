'use strict';
/*
 * `require` of this file makes `require` read TypeScript, for the commands, Jest's own process and board files. esbuild does the work; what it made is kept
 * below build/typescript, with what it was made from: without that, most of a command's start is compiling what has not changed.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- nothing that reads ES modules or TypeScript is loaded yet */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, resolve } = require('node:path');
const { version } = require('esbuild/package.json');

const KEPT = join(resolve(__dirname, '..', '..'), 'build', 'typescript');
const OPTIONS = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  define: { 'import.meta.url': '__import_meta_url' },
  banner: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
};

// Jest gives this file to each test file anew, with the process's own table of extensions: the first one stays.
if (Module._extensions['.ts']?.name !== loadTypeScript.name) {
  Module._extensions['.ts'] = loadTypeScript;
  process.setSourceMapsEnabled(true);
}

function loadTypeScript(module, file) {
  module._compile(compiled(readFileSync(file, 'utf8'), file), file);
}

/** Throws esbuild's error for a text that is no TypeScript. One file is kept for each source; its last line says what it was made from. */
function compiled(text, file) {
  const kept = join(KEPT, `${hash(file)}.js`);
  const from = `\n//${hash(JSON.stringify([version, OPTIONS, text]))}`;
  try {
    const code = readFileSync(kept, 'utf8');
    if (code.endsWith(from)) return code;
  } catch {
    // Not made yet.
  }
  const code = `${require('esbuild').transformSync(text, { ...OPTIONS, sourcefile: file }).code}${from}`;
  keep(kept, code);
  return code;
}

/** Whole or not at all: other commands read while this one writes. */
function keep(path, code) {
  try {
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // A full or read-only disk: each start compiles, and what needs the space says so.
  }
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}
