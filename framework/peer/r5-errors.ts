import {
  AlreadyOpen,
  Cancelled,
  ConfigError,
  InvalidArgument,
  Misaligned,
  OutOfRange,
  PeerFault,
  ProtocolViolation,
  RegionClosed,
  Timeout,
  type AmpHilError,
  type FaultDetail,
} from '../errors/errors';
import { parseFields, parseHex } from './protocol';

export interface FailedCall {
  /** Peer id. */
  peer: string;
  operation: string;
  /** Deadline of a job, for a `stalled`. */
  ms?: number | undefined;
}

/** `err CODE DETAIL` of docs/serial-protocol.md as a typed error. `text` is what follows `err`. */
export function r5Error(text: string, call: FailedCall): AmpHilError {
  const [code = '', ...rest] = text.split(' ');
  const detail = rest.join(' ');
  const { operation, peer } = call;
  switch (code) {
    case 'range':
      return new OutOfRange(`${operation}: ${peer} says that it lies outside the region`);
    case 'misaligned':
      return new Misaligned(`${operation}: ${peer} says that it is not aligned to its width`);
    case 'usage':
      return new InvalidArgument(`${operation}: ${peer} does not take it: ${detail || 'wrong arguments'}`);
    case 'not-open':
      return new RegionClosed(`${operation}: no shm device is open on ${peer}`, { fix: 'open it first' });
    case 'already-open':
      return new AlreadyOpen(`${operation}: the shm device is open on ${peer} already`, { fix: 'close it first' });
    case 'no-device':
      return new ConfigError(`${operation}: ${peer} has no such device`);
    case 'mpu-regions':
      return new ConfigError(`${operation}: it needs ${regionCount(rest[0])} MPU regions of ${peer}, ${regionCount(rest[1])} are free`, {
        fix: 'align both ends of the range to a larger power of two, so that fewer regions cover it; reopening the device frees what was protected',
      });
    case 'unsupported':
      return new ConfigError(`${operation}: ${peer} cannot do that: ${detail}`, {
        fix:
          detail === 'user'
            ? 'User mode needs a Cortex-R5: a process has none below its own'
            : 'the simulator executes from its window only where the file system of its file allows it: mount it without noexec',
      });
    case 'image':
      return new InvalidArgument(
        `${operation}: ${peer} refuses the image: its ${detail === 'crc' ? 'checksum is wrong' : 'header is none that it can run'}`,
      );
    case 'busy':
      return new ProtocolViolation(`${operation}: ${peer} says that a job is running, which the framework did not start`, {
        fix: 'let nobody else send commands to that console during a run',
      });
    case 'cancelled':
      return new Cancelled(operation, { fix: 'it was cancelled at the R5 console, not by the caller' });
    case 'stalled':
      return new Timeout(operation, call.ms ?? 0, { detail: `stalled: the other side of ${peer} did not move within the job's own limit` });
    case 'fault':
      return faultOf(parseFields(detail), call);
    case 'unknown-command':
      return new ProtocolViolation(`${operation}: the firmware of ${peer} does not know the command`, {
        fix: 'load the firmware of this checkout',
      });
    default:
      return new ProtocolViolation(`${operation}: ${peer} answered 'err ${text}'`);
  }
}

function regionCount(text: string | undefined): string {
  return parseHex(text)?.toString() ?? '?';
}

/** `kind=data addr=… status=… pc=… insn=… access=read precise=1` */
export function faultOf(fields: ReadonlyMap<string, string>, { peer, operation }: FailedCall): PeerFault {
  const detail: FaultDetail = { side: peer, kind: fields.get('kind') ?? 'unknown' };
  const address = parseHex(fields.get('addr'));
  const pc = parseHex(fields.get('pc'));
  const status = parseHex(fields.get('status'));
  const instruction = parseHex(fields.get('insn'));
  const access = fields.get('access');
  const precise = parseHex(fields.get('precise'));
  if (address !== undefined) detail.address = address;
  if (pc !== undefined) detail.pc = pc;
  if (status !== undefined) detail.status = Number(status);
  if (instruction !== undefined) detail.instruction = Number(instruction);
  if (access === 'read' || access === 'write' || access === 'execute') detail.access = access;
  if (precise !== undefined) detail.precise = precise !== 0n;
  const where = address === undefined ? '' : ` at 0x${address.toString(16)}`;
  const by = pc === undefined ? '' : `, pc 0x${pc.toString(16)}`;
  const status16 = status === undefined ? '' : `, status 0x${status.toString(16)}`;
  const vague = detail.precise === false ? ' (imprecise: address and pc may be of a later instruction)' : '';
  return new PeerFault(`${operation}: ${detail.kind} fault of ${peer} on ${access ?? 'access'}${where}${by}${status16}${vague}`, detail);
}
