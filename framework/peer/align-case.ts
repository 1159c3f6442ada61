/** A case of the job `align`, as its result `firstCase` encodes it (`native/core/jobs.def`). */
export interface AlignCase {
  /** Where the mismatch is. Of `status` the mismatch's offset is 0, expected and got are statuses of `native/core/status.h`. */
  readonly where: 'region' | 'private' | 'status';
  readonly source: number;
  readonly destination: number;
  readonly length: number;
}

const WHERE = ['region', 'private', 'status'] as const;

export function alignCase(code: bigint): AlignCase {
  return {
    where: WHERE[Number(code >> 56n)] ?? 'status',
    source: Number(code & 0xffn),
    destination: Number((code >> 8n) & 0xffn),
    length: Number((code >> 16n) & 0xff_ffff_ffffn),
  };
}
