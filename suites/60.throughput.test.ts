import {
  blockSizes,
  board,
  controlOffset,
  measured,
  peerIds,
  profile,
  scaled,
  shuffled,
  useRig,
  type BandwidthOptions,
} from '../framework';

/** Every point of a block's bandwidth, in an order that the seed draws: whatever drifts lies on no side, width or size. */

const rig = useRig();
const OPS = ['read', 'write', 'copy-in', 'copy-out'] as const;
const WIDTHS = [8, 16, 32, 64, 128] as const;
const [USUAL, BLOCK] = [64, 4096] as const;
const room = controlOffset(board().shm[0]!.size);
/** The other side writes at least so much meanwhile. */
const BESIDE = 0x1000;
const sizes = [...blockSizes().filter((size) => size >= 64), ...(profile() === 'characterise' ? [0x100000, 0x400000] : [])].filter(
  (size) => size <= room,
);
const loads = peerIds().length > 1 ? [false, true] : [false];
const loadedSizes = scaled<readonly number[]>([BLOCK], [64, BLOCK, 65536]);
const widths = scaled<readonly number[]>([32], WIDTHS);

/** All of them in `characterise`; else each axis through the usual point. */
function chosen(width: number, size: number, loaded: boolean): boolean {
  if (loaded && size + BESIDE > room) return false;
  if (profile() === 'characterise') return true;
  if (loaded) return width === USUAL && loadedSizes.includes(size);
  return width === USUAL || (size === BLOCK && widths.includes(width));
}

type Point = Required<Pick<BandwidthOptions, 'peer' | 'op' | 'width' | 'size'>> & { loaded: boolean; beside: string };

const points = peerIds().flatMap((peer) =>
  OPS.flatMap((op) =>
    WIDTHS.flatMap((width) =>
      sizes.flatMap((size) =>
        loads
          .filter((loaded) => chosen(width, size, loaded))
          .map((loaded): Point => ({ peer, op, width, size, loaded, beside: loaded ? 'beside the load of the other side' : 'alone' })),
      ),
    ),
  ),
);

test.each(shuffled(points))(
  '$peer, $op of $size bytes in accesses of $width bits, $beside, stays within the limits of the board',
  async ({ peer, op, width, size, loaded }) => {
    const other = peerIds().find((id) => id !== peer);
    const result = await rig.bandwidth({ peer, op, width, size, samples: scaled(8, 30), ...(loaded && other && { load: other }) });
    expect(measured(result)).toBeWithinLimits();
  },
);
