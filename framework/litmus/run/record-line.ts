import type { RecordEvent } from '../../record/schema';
import type { PlacementRun } from './result';

/** A run as its line in the record; the record knows the board by itself. */
export function litmusEvent({ board: _board, map, mutations, histogram, findings, ...run }: PlacementRun): RecordEvent {
  return {
    type: 'litmus',
    ...run,
    map: { ...map },
    mutations: [...mutations],
    histogram: histogram.map((state) => ({ ...state })),
    findings: findings.map((finding) => ({ ...finding })),
  };
}
