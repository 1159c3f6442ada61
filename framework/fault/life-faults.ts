import type { FaultKind } from './kind';

type Fields = Omit<FaultKind, 'expect' | 'caughtBy' | 'diagnosis'>;

/** No check may give a result: the reason must hold these words. */
function broken(fields: Fields, ...reason: RegExp[]): FaultKind {
  return { ...fields, expect: 'broken', caughtBy: [], diagnosis: reason };
}

function survived(fields: Fields): FaultKind {
  return { ...fields, expect: 'survived', caughtBy: [], diagnosis: [] };
}

const ANY: readonly [number, number] = [1, 100_000_000];

/** One disturbance of the serial line at two rates: so rare that every check passes, and so frequent that none can be trusted. */
function disturbance(name: string, what: string, does: string, rare: readonly [number, number], usual?: number): FaultKind[] {
  const argument = { what: `${what} in N`, form: 'ratio', allowed: ANY, ...(usual !== undefined && { default: usual }) } as const;
  const fields = { name, place: 'serial', does } as const;
  return [
    broken({ ...fields, argument: { ...argument, least: 2, most: 12 } }, /serial line of r5 is not usable/),
    survived({ ...fields, argument: { ...argument, least: rare[0], most: rare[1] } }),
  ];
}

/** Links, firmware and agent that fail: infrastructure, of which no check may make a result. */
export const LIFE_FAULTS: readonly FaultKind[] = [
  ...disturbance('serial-bitflip', 'one byte', 'a bit of a byte on the serial line is flipped, in either direction', [4000, 6000]),
  ...disturbance('serial-drop', 'one byte', 'a byte on the serial line is lost, in either direction', [4000, 6000]),
  ...disturbance(
    'serial-noise',
    'a burst before one byte',
    'bytes that nobody sent are on the serial line, in either direction',
    [4000, 6000],
    8000,
  ),
  broken({ name: 'serial-gone', place: 'serial', does: 'the serial port hangs up in the middle of a run' }, /link to r5 over .* ended/),
  broken(
    {
      name: 'firmware-hang',
      argument: { what: 'commands until then', form: 'number', least: 30, most: 200, allowed: [1, 1_000_000] },
      place: 'r5-life',
      does: 'the firmware of the R5 loops with no exit',
    },
    /the R5 (is hung|does not listen|does not answer)/,
  ),
  broken(
    { name: 'firmware-reset', place: 'r5-life', does: 'the R5 starts again in the middle of a run' },
    /firmware restarted unexpectedly/,
  ),
  broken(
    { name: 'firmware-abort', place: 'r5-life', does: 'the firmware of the R5 takes a data abort of its own' },
    /the firmware of r5, outside of any command: data fault/,
  ),
  broken({ name: 'agent-crash', place: 'agent', does: 'the agent on Linux dies of an access' }, /agent on linux (died|was ended|ended)/),
  broken(
    { name: 'agent-slow', place: 'agent', does: 'the agent on Linux answers so late that its caller has given up' },
    /linux did not finish within/,
  ),
  broken(
    { name: 'uio-missing', place: 'uio-tree', does: 'Linux has no UIO device of the shm device' },
    /no UIO device '3ed80000\.shm' .* there are: 3ed40000\.doorbell$/m,
  ),
  broken(
    { name: 'uio-renamed', place: 'uio-tree', does: "Linux has the UIO device under another platform device's name" },
    /no UIO device '3ed80000\.shm' .* there are: 3ee80000\.shm/,
  ),
  broken({ name: 'uio-eacces', place: 'agent', does: 'the UIO node may not be opened by the user of the agent' }, /EACCES/),
];
