import { jestCheck } from '../checks/jest';
import { runChecks } from '../checks/run-checks';
import { selftestCheck } from '../checks/selftest';
import { suitesCheck } from '../checks/suites';
import { TOOL_CHECKS } from '../checks/tools';
import { chromium, postgresql } from '../setup/steps/debian-packages';
import { setupVirtualBoard } from './setup';

/** `npm test`: all set-up, then every check there is. The last line is the sum. */
export async function test(_args: readonly string[], signal: AbortSignal): Promise<number> {
  await setupVirtualBoard(signal, [chromium, postgresql]);
  const { passed, failed } = await runChecks(
    [
      ...TOOL_CHECKS,
      jestCheck('unit', 'unit tests', ['--maxWorkers=2']),
      jestCheck('board', 'native, firmware and board tests'),
      suitesCheck('sim', 'smoke'),
      suitesCheck('zcu102-qemu', 'smoke'),
      selftestCheck,
    ],
    signal,
  );
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
}
