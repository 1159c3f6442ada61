import { ConfigError } from '../errors/errors';
import { checkOffset, checkU64 } from '../shm/access-check';
import { ONE_PAGE_SHIFT, type Physmap } from '../shm/physmap';
import type { Translator } from '../shm/translation';
import type { R5Caller } from './r5-caller';

/** `AMP_SCRATCH_PAGES` of the firmware. */
const MOST_PAGES = 16;
/** Addresses that fit in one `tpage`. */
const PER_LINE = 2;

/** The one scratch page table of an R5's firmware, and who loaded it last. */
export class R5ScratchTable {
  private holder: Translator | undefined;
  /** One load and its question at a time: a second translator must not exchange the table in between. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly r5: R5Caller) {}

  /** A new session: the firmware's table may be another's. */
  forget(): void {
    this.holder = undefined;
  }

  async translator(table: Physmap): Promise<Translator> {
    const { physmap, size } = table;
    if (physmap.length > MOST_PAGES) {
      throw new ConfigError(`page table: physmap has ${physmap.length} pages, ${this.r5.peer} translates through at most ${MOST_PAGES}`, {
        fix: 'take a part of the region, or larger pages',
      });
    }
    const ask = (command: string): Promise<bigint> =>
      this.exclusive(async () => {
        if (this.holder !== translator) await this.load(table);
        this.holder = translator;
        return this.r5.number(command);
      });
    const translator: Translator = {
      phys: async (off) => {
        checkOffset(size, off);
        return ask(`tphys ${off.toString(16)}`);
      },
      offset: async (address) => Number(await ask(`tp2o ${checkU64('address', address).toString(16)}`)),
    };
    await this.exclusive(async () => {
      await this.load(table);
      this.holder = translator;
    });
    return translator;
  }

  private async load({ physmap, size, pageShift }: Physmap): Promise<void> {
    this.holder = undefined;
    const shift = pageShift === ONE_PAGE_SHIFT ? 'ffffffff' : pageShift.toString(16);
    await this.r5.text(`tmap ${shift} ${size.toString(16)}`);
    for (let i = 0; i < physmap.length; i += PER_LINE) {
      const addresses = physmap.slice(i, i + PER_LINE).map((address) => address.toString(16));
      await this.r5.text(`tpage ${i.toString(16)} ${addresses.join(' ')}`);
    }
  }

  private exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    // The next one's turn comes whatever became of this one; its error is its caller's.
    this.turn = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }
}
