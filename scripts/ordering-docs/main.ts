import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DOCUMENT, PICTURES, withVerdicts } from './document';
import { pictures } from './pictures';

/** `node -r esbuild-register scripts/ordering-docs/main.ts`: draws the pictures of docs/ordering.md and writes its table of verdicts. */
const ROOT = resolve(__dirname, '..', '..');
mkdirSync(join(ROOT, PICTURES), { recursive: true });
for (const { file, svg } of pictures()) writeFileSync(join(ROOT, PICTURES, file), svg);
const document = join(ROOT, DOCUMENT);
writeFileSync(document, withVerdicts(readFileSync(document, 'utf8')));
