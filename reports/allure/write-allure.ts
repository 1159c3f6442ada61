import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringifyEnvInfo } from 'allure-js-commons/sdk/reporter';
import type { RunView } from '../view/run-view';
import { allureResults } from './results';
import { CATEGORIES, environmentInfo, executorInfo } from './run-files';

/** The files of `allure-results` by name. */
export function allureFiles(view: RunView): Map<string, string> {
  const files = new Map<string, string>();
  for (const { result, attachments } of allureResults(view)) {
    for (const [name, text] of attachments) files.set(name, text);
    files.set(`${result.uuid}-result.json`, JSON.stringify(result));
  }
  files.set('environment.properties', stringifyEnvInfo(environmentInfo(view)));
  files.set('categories.json', JSON.stringify(CATEGORIES));
  files.set('executor.json', JSON.stringify(executorInfo(view)));
  return files;
}

/**
 * Writes `allure-results` anew, so that nothing of an earlier report stays behind. Not with the SDK's FileSystemWriter: it waits for the disk
 * (fsync) at each of the hundreds of files, and what can be made again from the record need not survive a power cut.
 */
export function writeAllure(view: RunView, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of allureFiles(view)) writeFileSync(join(folder, name), text);
}
