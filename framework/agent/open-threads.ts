import { InvalidArgument } from '../errors/errors';
import type { Addon, NativeThread } from './addon';

/** The litmus threads that are loaded in this agent, by handle. */
export class OpenThreads {
  private readonly threads = new Map<number, NativeThread>();
  private nextHandle = 1;

  constructor(private readonly addon: Addon) {}

  load(image: Uint8Array): number {
    const thread = this.addon.loadThread(image);
    const handle = this.nextHandle++;
    this.threads.set(handle, thread);
    return handle;
  }

  get(handle: number): NativeThread {
    const thread = this.threads.get(handle);
    if (thread) return thread;
    throw new InvalidArgument('the litmus thread is not loaded', { fix: 'load it again' });
  }

  unload(handle: number): void {
    this.threads.get(handle)?.unload();
    this.threads.delete(handle);
  }

  unloadAll(): void {
    for (const handle of [...this.threads.keys()]) this.unload(handle);
  }
}
