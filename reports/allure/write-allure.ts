import { rmSync } from 'node:fs';
import { FileSystemWriter } from 'allure-js-commons/sdk/reporter';
import type { RunView } from '../view/run-view';
import { allureResults } from './results';
import { CATEGORIES, environmentInfo, executorInfo } from './run-files';

/** Writes `allure-results` anew, so that nothing of an earlier report stays behind. */
export function writeAllure(view: RunView, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const writer = new FileSystemWriter({ resultsDir: folder });
  for (const { result, attachments } of allureResults(view)) {
    for (const [name, text] of attachments) writer.writeAttachment(name, Buffer.from(text));
    writer.writeResult(result);
  }
  writer.writeEnvironmentInfo(environmentInfo(view));
  writer.writeCategoriesDefinitions([...CATEGORIES]);
  // The writer has no method of its own for this file.
  writer.writeAttachment('executor.json', Buffer.from(JSON.stringify(executorInfo(view))));
}
