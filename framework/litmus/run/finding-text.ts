import { placementText } from './placement';
import type { Finding, LitmusRun, PlacementRun } from './result';

/** A forbidden outcome in one paragraph that replays it. */
export function findingText(run: PlacementRun, { state, count, iteration, explanation }: Finding): string {
  return (
    `${run.name}, ${placementText(Object.values(run.map))}, R5 memory ${run.flags}: forbidden outcome ${state} seen ${count} times in ${run.iterations}, ` +
    `first in iteration ${iteration}; replay with seed 0x${run.seed.toString(16)}\n${explanation}`
  );
}

/** What a run of several placements says in a line or two, findings first. */
export function runText(run: LitmusRun): string {
  const findings = run.runs.flatMap((placement) => placement.findings.map((finding) => findingText(placement, finding)));
  const seen = run.runs.map(
    (placement) =>
      `${placement.name} ${placementText(Object.values(placement.map))}: ${placement.observation} ${placement.positive} ${placement.negative}` +
      (placement.mutations.length > 0 ? ` with ${placement.mutations.join(',')}` : ''),
  );
  const refused = run.refused.map(({ map, reason }) => `${placementText(Object.values(map))} not run: ${reason}`);
  return [...findings, ...seen, ...refused].join('\n');
}
