import type { AgentClient } from '../agent/client';
import {
  LITMUS_STATES,
  litmusJobArgs,
  litmusResults,
  malformedOutcome,
  outcomeOf,
  unloaded,
  type LitmusArgs,
  type LitmusJobOptions,
  type LitmusResults,
  type LoadedThread,
  type Outcome,
} from './loaded-thread';
import type { JobArgs, JobResults } from './jobs';
import { parseHex } from './protocol';

export type RunLitmus = (thread: number, args: JobArgs<'litmus'>, options: LitmusJobOptions) => Promise<JobResults<'litmus'>>;

/** A litmus thread in memory of the agent. */
export class LinuxThread implements LoadedThread {
  private loaded = true;

  constructor(
    private readonly agent: AgentClient,
    private readonly handle: number,
    private readonly tickHz: bigint,
    private readonly timeout: number,
    private readonly runJob: RunLitmus,
  ) {}

  async run(args: LitmusArgs, options: LitmusJobOptions = {}): Promise<LitmusResults> {
    this.check();
    return litmusResults('linux', await this.runJob(this.handle, litmusJobArgs(args, this.tickHz), options));
  }

  async outcomes(): Promise<Outcome[]> {
    this.check();
    const lines = await this.agent.call('outcomes', [this.handle], { timeout: this.timeout });
    if (!Array.isArray(lines) || lines.length > LITMUS_STATES) throw malformedOutcome('linux', JSON.stringify(lines));
    return lines.map((line) => {
      const bad = (): ReturnType<typeof malformedOutcome> => malformedOutcome('linux', JSON.stringify(line));
      const values = Array.isArray(line) ? line.map((word) => parseHex(word.replace(/^0x/, ''))) : [undefined];
      if (values.includes(undefined)) throw bad();
      return outcomeOf(values as bigint[], bad);
    });
  }

  async unload(): Promise<void> {
    if (!this.loaded) return;
    this.loaded = false;
    await this.agent.call('unloadThread', [this.handle], { timeout: this.timeout });
  }

  private check(): void {
    if (!this.loaded) throw unloaded('linux');
  }
}
