'use strict';
/*
 * What `npm run setup|qualify|test|bench|soak|mutations` start. Plain CommonJS without dependencies: it runs before anything is installed, brings the
 * npm packages in order, and hands over to scripts/main.ts.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- nothing that reads ES modules or TypeScript is installed yet */
const { spawn, spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { constants } = require('node:os');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..');
const STAMP = join(ROOT, 'build', 'stamps', 'npm');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Ctrl-C reaches us from the terminal and once more from npm, within milliseconds: one interrupt, not two. */
const SAME_SIGNAL_MS = 1000;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`error: amp-hil needs Node 20.19 or later, this is ${process.version}\n  fix: install a current Node\n`);
  process.exit(2);
}

// make takes a space for the end of a name, and the kernel's own build refuses colons too.
if (/[\s:]/.test(ROOT)) {
  process.stderr.write(`error: the project's folder is '${ROOT}': a path without spaces and colons is wanted\n  fix: move the clone\n`);
  process.exit(2);
}

if (process.argv[2] === '--install') {
  install();
} else if (!isInstalled()) {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  // Under a lock, and looked at again once it is ours: two npm ci in one tree would tear up each other's node_modules.
  const self = [process.execPath, __filename, '--install'];
  const locked = ['flock', '--no-fork', join(ROOT, 'build', 'npm.lock'), ...self];
  const hasFlock = spawnSync('flock', ['--version'], { stdio: 'ignore' }).status === 0;
  forward(hasFlock ? locked : self, (code) => (code === 0 ? start() : process.exit(code)));
} else {
  start();
}

function start() {
  forward(
    [process.execPath, '-r', join(ROOT, 'framework', 'loader', 'register.js'), join(ROOT, 'scripts', 'main.ts'), ...process.argv.slice(2)],
    (code) => process.exit(code),
  );
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
}

function isInstalled() {
  return existsSync(join(ROOT, 'node_modules')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === lockHash();
}

/** npm ci, with one line of progress; its output is shown when it fails. */
function install() {
  if (isInstalled()) process.exit(0);
  process.stderr.write('npm packages (npm ci) ...\n');
  const started = Date.now();
  rmSync(STAMP, { force: true });
  let output = '';
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => (output += text));
  for (const name of SIGNALS) process.on(name, () => npm.kill(name));
  npm.once('error', (error) => failed(`npm could not be started: ${error.message}`, 1));
  npm.once('close', (code, signal) => {
    if (signal) failed(`npm ci was stopped by ${signal}`, 128 + constants.signals[signal]);
    if (code !== 0) failed(`${output}npm ci failed with exit code ${code}`, 1);
    mkdirSync(join(ROOT, 'build', 'stamps'), { recursive: true });
    writeFileSync(`${STAMP}.new`, lockHash());
    renameSync(`${STAMP}.new`, STAMP);
    process.stderr.write(`npm packages (npm ci) done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
  });
}

function failed(message, code) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(code);
}

/**
 * Runs a command to its end, whatever signals come. The child leads a process group of its own, so a Ctrl-C of the terminal reaches
 * only us and is passed on exactly once.
 */
function forward([program, ...args], done) {
  const child = spawn(program, args, { stdio: 'inherit', cwd: ROOT, detached: true });
  const last = new Map();
  const pass = (signal) => {
    const now = Date.now();
    if (now - (last.get(signal) ?? -Infinity) < SAME_SIGNAL_MS) return;
    last.set(signal, now);
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  child.once('error', (error) => failed(`${program} could not be started: ${error.message}`, 1));
  child.once('exit', (code, signal) => {
    for (const name of SIGNALS) process.removeListener(name, pass);
    done(signal ? 128 + constants.signals[signal] : (code ?? 1));
  });
}
