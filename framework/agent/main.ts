import { Console } from 'node:console';
import { join } from 'node:path';
import { isAmpHilError } from '../errors/errors';
import { loadAddon } from './load-addon';
import { AgentServer } from './serve';
import { StdioMessageReader, StdioMessageWriter } from './stdio-transport';

/**
 * The program that runs on the board's Linux: `node agent.cjs [ADDON]`. JSON-RPC on stdin and stdout, words for people on stderr.
 * It ends when its stdin does, so that it never outlives the host's interest.
 */
function main(): void {
  // stdout is the channel: a stray console.log, of ours or of a package, must not break it.
  globalThis.console = new Console(process.stderr, process.stderr);
  // Without this node prints the line of the bundle that threw: all of it, and no word of why.
  process.on('uncaughtException', (error) => {
    console.error(isAmpHilError(error) ? `${error.code}: ${error.message}` : error.stack);
    process.exit(1);
  });
  const addon = loadAddon(process.argv[2] ?? join(__dirname, 'amp_hil.node'));
  addon.installFaultReporter();
  const server = new AgentServer(addon);
  const { answer, busy } = server;
  const reader = new StdioMessageReader({ answer, busy, ...(addon.exchange && { exchange: addon.exchange }) });
  const connection = server.listen(reader, new StdioMessageWriter());
  connection.onClose(() => process.exit(0));
}

main();
