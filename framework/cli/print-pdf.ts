import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../board/power/qemu-command';

/** What distributions call it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PRINT_MS = 60_000;

export type Printed = { readonly path: string } | { readonly why: string };

/** Prints a page of this project's own to PDF, where a Chromium is in PATH; else says why not. */
export async function printPdf(page: string, path: string, find: (name: string) => string | undefined = findProgram): Promise<Printed> {
  const browser = NAMES.map((name) => find(name)).find((found) => found !== undefined);
  if (browser === undefined) return { why: `no Chromium in PATH (${NAMES.join(', ')}): install one, or print ${page} in a browser` };
  const profile = mkdtempSync(join(tmpdir(), 'amp-hil-pdf-'));
  // As root Chromium runs without its sandbox or not at all.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = ['--headless', '--disable-gpu', '--no-pdf-header-footer', `--user-data-dir=${profile}`, ...root];
  rmSync(path, { force: true });
  try {
    await promisify(execFile)(browser, [...args, `--print-to-pdf=${path}`, pathToFileURL(page).href], { timeout: PRINT_MS });
    return existsSync(path) ? { path } : { why: `${browser} ended without a word, and printed nothing` };
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? '';
    const last = said === '' ? String(error) : said;
    return { why: `${browser} could not print ${page}: ${last.slice(0, 300)}` };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
