import type { Readable } from 'node:stream';
import { withDeadline } from './deadline';
import { DEFAULT_EXEC_TIMEOUT, MAX_OUTPUT, type ExecOptions, type ExecResult, type RemoteProcess } from './exec-link';

/** Feeds a started command, collects what it says, and waits for its end. Kills it when the deadline or the caller ends the wait. */
export async function runToEnd(process: RemoteProcess, command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const { timeout = DEFAULT_EXEC_TIMEOUT, input, signal } = options;
  const stdout = collect(process.stdout);
  const stderr = collect(process.stderr);
  // A command that does not read its input closes the pipe early: its exit status says whether that was right.
  process.stdin.on('error', () => undefined);
  process.stdin.end(input);
  const exit = await withDeadline(
    `command '${commandText(command)}'`,
    timeout,
    signal,
    (stop) => {
      stop.addEventListener('abort', () => process.kill('SIGKILL'), { once: true });
      return process.exited;
    },
    () => stderr.text().trim().slice(-200) || 'it said nothing on stderr',
  );
  return { ...exit, stdout: stdout.text(), stderr: stderr.text(), truncated: stdout.truncated() || stderr.truncated() };
}

/** The command as a person would recognise it, bounded. */
export function commandText(command: readonly string[]): string {
  const text = command.join(' ');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function collect(stream: Readable): { text(): string; truncated(): boolean } {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    // Read on beyond the bound: a writer that is not read would block for ever.
    if (length < MAX_OUTPUT) chunks.push(chunk.subarray(0, MAX_OUTPUT - length));
    length += chunk.length;
  });
  return { text: () => Buffer.concat(chunks).toString(), truncated: () => length > MAX_OUTPUT };
}
