import { expect, jest, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import type { ExitStatus, RemoteProcess } from '../link/exec-link';
import { AgentClient } from './client';

interface FakeProcess extends RemoteProcess {
  stdout: PassThrough;
  stderr: PassThrough;
  kill: jest.Mock<RemoteProcess['kill']>;
  end(status: ExitStatus): void;
  requests(): { id: number; method: string }[];
}

function fakeProcess(): FakeProcess {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let sent = '';
  stdin.on('data', (chunk: Buffer) => (sent += String(chunk)));
  let end: (status: ExitStatus) => void = () => undefined;
  const exited = new Promise<ExitStatus>((resolve) => (end = resolve));
  const kill = jest.fn<RemoteProcess['kill']>(() => end({ code: null, signal: 'SIGKILL' }));
  const requests = (): { id: number; method: string }[] =>
    sent
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; method: string });
  return { stdin, stdout, stderr, exited, kill, end, requests };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ping = (client: AgentClient): Promise<string> => client.call('ping', ['x'], { timeout: 5000 });

test('An answer finds its call, in whatever order the answers come', async () => {
  const agent = fakeProcess();
  const client = new AgentClient(agent, 'linux');
  const calls = Promise.all([ping(client), ping(client)]);
  await turn();
  for (const { id } of agent.requests().reverse()) agent.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":"${id}"}\n`);
  expect(await calls).toEqual(agent.requests().map(({ id }) => String(id)));
});

test('A fault line on stderr makes the end a PeerFault with signal, address and pc', async () => {
  const agent = fakeProcess();
  const lines: string[] = [];
  const client = new AgentClient(agent, 'linux', (line) => lines.push(line));
  const call = ping(client);
  agent.stderr.write('amp-hil-fault signal=SIGBUS addr=0xffff80001000 pc=0x4005d0\nbye');
  await turn();
  agent.end({ code: null, signal: null }); // sshd has no word for SIGBUS
  await expect(call).rejects.toMatchObject({
    code: 'PeerFault',
    detail: { side: 'linux', kind: 'SIGBUS', address: 0xffff80001000n, pc: 0x4005d0n },
  });
  expect(lines).toEqual(['amp-hil-fault signal=SIGBUS addr=0xffff80001000 pc=0x4005d0', 'bye']);
});

test('An exit without a fault is a LinkClosed with exit code and bounded last words, once for each call in flight', async () => {
  const agent = fakeProcess();
  const client = new AgentClient(agent, 'linux');
  const calls = [ping(client), ping(client)];
  for (let i = 0; i < 1000; i++) agent.stderr.write(`line ${i} ${'x'.repeat(500)}\n`);
  await turn();
  agent.end({ code: 3, signal: null });
  const results = await Promise.allSettled(calls);
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'LinkClosed', message: expect.stringContaining('exit code 3') } });
  const { message } = await client.ended;
  expect(message).toContain('line 999');
  expect(message.length).toBeLessThan(3000);
  await expect(ping(client)).rejects.toMatchObject({ code: 'LinkClosed', cause: { code: 'LinkClosed' } });
});

test('Garbage on the channel ends the agent and is shown in every failed call', async () => {
  const agent = fakeProcess();
  const client = new AgentClient(agent, 'linux');
  const call = ping(client);
  agent.stdout.write('Welcome!\n');
  await expect(call).rejects.toMatchObject({ code: 'ProtocolViolation', message: expect.stringContaining('Welcome!') });
  expect(agent.kill).toHaveBeenCalledWith('SIGKILL');
});

test('A call without an answer is a Timeout that names it, and a later answer hurts nobody', async () => {
  const agent = fakeProcess();
  const client = new AgentClient(agent, 'linux');
  await expect(client.call('ping', ['x'], { timeout: 10 })).rejects.toMatchObject({ code: 'Timeout', operation: 'ping on linux', ms: 10 });
  agent.stdout.write(`{"jsonrpc":"2.0","id":${agent.requests()[0]?.id},"result":"late"}\n`);
  const next = ping(client);
  await turn();
  agent.stdout.write(`{"jsonrpc":"2.0","id":${agent.requests()[1]?.id},"result":"in time"}\n`);
  expect(await next).toBe('in time');
});
