import { z } from 'zod';
import { BENCH_OP } from '../peer/jobs';
import { shmSchema } from '../shm/device';
import { limitsIssue } from '../throughput/limits';

/** What a board file declares. Data only: a rig is what one can operate on. */

const address = z.bigint().min(0n).max(0xffff_ffff_ffff_ffffn);
const bytes = z.number().int().positive().max(0x4000_0000);
const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and -, starting with a letter');

export const CAPABILITIES = ['cache', 'doorbell', 'power', 'two-r5', 'smp-linux'] as const;
/** Capabilities that no board file gives: they are found out on the board. */
export const PROBED_CAPABILITIES = ['exclusives', 'device-fault', 'atomic-64'] as const;
export type Capability = (typeof CAPABILITIES)[number] | (typeof PROBED_CAPABILITIES)[number];

const socSchema = z.strictObject({
  name: z.string(),
  /** ISA of each kind of core. */
  linux: z.strictObject({ core: z.string(), isa: z.enum(['aarch64', 'x86-64']), midr: z.number().int().optional() }),
  r5: z.strictObject({
    core: z.string(),
    isa: z.enum(['armv7-r', 'x86-64']),
    midr: z.number().int().optional(),
    mpuRegions: z.number().int(),
  }),
});

const range = z.strictObject({ base: address, size: bytes });

const memorySchema = z.strictObject({
  /** The carve-out that the R5's ELF is linked into. */
  firmware: range,
  /** Bytes of no-map guard below and above each shm window; 0 when the board has none. */
  guard: z.number().int().nonnegative().default(0),
  /** The doorbell's UIO node, where there is one. */
  doorbell: z
    .strictObject({
      ...range.shape,
      /** Its GIC interrupt id: a shared peripheral interrupt, 32 or more. */
      irqNum: z.number().int().min(32).max(1019).optional(),
    })
    .optional(),
});

const localSchema = z.strictObject({ kind: z.literal('local') });

const sshSchema = z.strictObject({
  kind: z.literal('ssh'),
  /** Host name or address; absent when the power driver says where (a virtual board). */
  host: z.string().min(1).optional(),
  port: z.number().int().min(1).max(65535).default(22),
  user: z.string().min(1).default('root'),
  /** Fingerprint `SHA256:…` of the board's host key, or the path of a file that holds it. */
  hostKey: z.string().min(1),
  /** Path of the private key to log in with; absent: the ssh agent of the user. */
  identity: z.string().min(1).optional(),
  /** Folder on the board for the agent. */
  workdir: z.string().startsWith('/').default('/tmp/amp-hil'),
  /** Node on the board; absent: the one in PATH, else the framework brings one. */
  node: z.string().min(1).optional(),
  /** Litmus threads may run under SCHED_FIFO, each on a processor of its own; without effect on a board whose Linux has one. */
  realtime: z.boolean().optional(),
});

const firmwareSchema = z.discriminatedUnion('kind', [
  /** Loaded by Linux's remoteproc. `instance` as in /sys/class/remoteproc. */
  z.strictObject({
    kind: z.literal('remoteproc'),
    instance: z.string().regex(/^remoteproc\d+$/),
    port: z.enum(['qemu-zynqmp', 'zynqmp']),
    folder: z.string().startsWith('/').default('/lib/firmware'),
  }),
  /** Started by the power driver itself (`sim`). */
  z.strictObject({ kind: z.literal('builtin'), port: z.literal('posix') }),
]);

const serialSchema = z.strictObject({
  kind: z.literal('serial'),
  /** Device path, by id; absent when the power driver says where (a virtual board). */
  path: z.string().startsWith('/').optional(),
  baudRate: z.number().int().positive().default(115200),
  firmware: firmwareSchema,
});

/** Peers have fixed ids: commands, suites, measurements and records name the sides by them. */
const R5_ID = /^r5(-[1-9]\d*)?$/;

const peersSchema = z.record(id, z.discriminatedUnion('kind', [localSchema, sshSchema, serialSchema])).superRefine((peers, ctx) => {
  const issue = (path: string[], message: string): void => ctx.addIssue({ code: 'custom', path, message });
  for (const [peer, { kind }] of Object.entries(peers)) {
    if (kind === 'serial' && !R5_ID.test(peer)) issue([peer], "an R5's id is 'r5', that of a further one 'r5-1', 'r5-2', …");
    if (kind !== 'serial' && peer !== 'linux') issue([peer], "a board has one Linux side, and its id is 'linux'");
  }
  if (!('linux' in peers)) issue([], "there is no 'linux': add linux: ssh({ … }) or linux: local()");
  if (!('r5' in peers) && Object.keys(peers).some((peer) => R5_ID.test(peer))) issue([], "there is no 'r5': the first R5 is called that");
});

const powerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('command'), on: z.array(z.string()).min(1), off: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal('qemu'), image: z.string().min(1), machine: z.literal('xlnx-zcu102') }),
  z.strictObject({ kind: z.literal('simulator') }),
]);

const limitSchema = z
  .strictObject({ unit: z.string().min(1), min: z.number().optional(), max: z.number().optional() })
  .superRefine((limits, ctx) => {
    const issue = limitsIssue(limits);
    if (issue) ctx.addIssue({ code: 'custom', path: [issue.field], message: issue.rule });
  });

/** What a board is known to do against the architecture, by a closed list of ids. */
export const ERRATA = ['stlr-ldar'] as const;
export type Erratum = (typeof ERRATA)[number];

const erratumSchema = z.strictObject({
  /** `stlr-ldar`: on the Linux side a load-acquire passes an earlier store-release (Arm ARM, Load-Acquire and Store-Release: it must not). */
  id: z.enum(ERRATA),
  /** Which part, which version, where it is written down. */
  what: z.string().min(1),
});

/** Ids of block bandwidth, `side.op.width.size`. */
const BANDWIDTH = new RegExp(`^[a-z0-9-]+\\.(${Object.keys(BENCH_OP).join('|')})\\.`);

const limitsSchema = z.record(z.string(), limitSchema).superRefine((limits, ctx) => {
  for (const [measurement, { unit }] of Object.entries(limits))
    if (BANDWIDTH.test(measurement) && unit !== 'MB/s')
      ctx.addIssue({ code: 'custom', path: [measurement, 'unit'], message: "'MB/s', which is what is measured" });
});

export const boardSchema = z.strictObject({
  name: id,
  soc: socSchema,
  shm: z.array(shmSchema).min(1),
  memory: memorySchema,
  peers: peersSchema,
  power: powerSchema.default({ kind: 'none' }),
  capabilities: z.array(z.enum(CAPABILITIES)).default([]),
  /** By measurement id. */
  limits: limitsSchema.default({}),
  /** Tests that these break must show them, so that an entry which is no longer true is noticed. */
  errata: z.array(erratumSchema).default([]),
  /** What is broken on purpose, as `--fault` takes it: `stuck-bit=7`. A simulator's; but any board can run broken litmus threads. */
  faults: z.array(z.string()).default([]),
  /** True: every figure from this board is labelled as emulated. */
  emulated: z.boolean().default(false),
});

export type Board = z.output<typeof boardSchema>;
export type BoardDeclaration = z.input<typeof boardSchema>;
export type { RegionDeclaration, ShmDeclaration } from '../shm/device';
export type PeerDeclaration = Board['peers'][string];
export type SshDeclaration = Extract<PeerDeclaration, { kind: 'ssh' }>;
export type SerialDeclaration = Extract<PeerDeclaration, { kind: 'serial' }>;
export type FirmwareDeclaration = SerialDeclaration['firmware'];
export type PowerDeclaration = Board['power'];
