/** The table of contents: suites and board files import from here and nowhere else. */
export { defineBoard } from './board/define-board';
export { builtin, command, host, local, qemu, remoteproc, serial, simulator, ssh, zynqmp } from './board/parts';
export type { Board, BoardDeclaration, Capability } from './board/declaration';
export * from './shm/mem-flags';
export { contiguousPages, ONE_PAGE_MASK, ONE_PAGE_SHIFT, type DeclaredPhysmap } from './shm/physmap';
export { readWidth, withOps, writeWidth, type RegionOps } from './shm/ops';
export type { RegionDeclaration, ShmDeclaration } from './shm/device';
export type { Translator } from './shm/translation';
export { checkTranslation, type TranslationAnswer, type TranslationCheck, type TranslationQuestions } from './shm/translation-check';
export * from './errors/errors';
export type {
  BlockOptions,
  BlockWidth,
  JobOptions,
  LoadOrder,
  PeerIdentity,
  ShmDevice,
  ShmPeer,
  ShmRegion,
  StoreOrder,
  Width,
} from './peer/shm-peer';
export {
  blockSizes,
  board,
  directions,
  enduranceSeconds,
  measured,
  peerIds,
  profile,
  runSeed,
  scaled,
  shuffled,
  skipBlock,
  useRig,
  type UseRigOptions,
} from './jest/use-rig';
export type { Rig } from './board/rig';
export type { HandoffOptions, HandoffRun } from './coherence/handoff';
export { verifiedMeasurement } from './coherence/verified';
export type { WholeRegionOptions, WholeRegionRun } from './coherence/whole-region';
export type { CoherenceRun } from './coherence/coherence-run';
export type { VisibilityOptions, VisibilityRun } from './coherence/visibility';
export type { NeighboursOptions, NeighboursRun } from './coherence/neighbours';
export type { TearingOptions, TearingRun } from './coherence/tearing';
export { PROBED_INCREMENTS } from './coherence/capabilities';
export type { IncrementsOptions, IncrementsRun } from './coherence/exclusives';
export type { WalkOptions, WalkRun } from './coherence/walk/walk';
export type { EnduranceOptions, EnduranceRun } from './coherence/endurance/endurance';
export type { MessagePassingOptions, MessagePassingRun } from './litmus/message-passing';
export type { LitmusOptions } from './litmus/run/options';
export type { Finding, LitmusRun, PlacementRun, Refusal, SeenState, Tier } from './litmus/run/result';
export { placementText, type Placement } from './litmus/run/placement';
export type { LitmusTest } from './litmus/program';
export { parseLitmus } from './litmus/parse/parse';
export { printLitmus } from './litmus/print';
export { litmus } from './litmus/litmus';
export { generateFromCycle } from './litmus/generate/generate';
export { randomCycles } from './litmus/generate/random';
export { litmusTest, ThreadBuilder } from './litmus/builder';
export { CoRR, CoRW1, CoRW2, CoWR, CoWW, LB, MP, R, S, SB, SHAPES, TwoPlusTwoW, type Edge, type Shape } from './litmus/shapes';
export { erratumOf, orderingCells, ROWS, type Cell, type Row } from './litmus/cells';
export { brokenCells, forbiddenCells, type BrokenCell } from './litmus/forbidden-cells';
export { litmusUntilFound } from './litmus/run/until-found';
export { withScalarOrders, type Orders } from './litmus/scalar-orders';
export { evaluate as modelOf, type ModelResult } from './litmus/model/evaluate';
export { isaByPeer } from './board/isa-by-peer';
export type { BandwidthOptions, Measurement } from './throughput/bandwidth';
export type { Precision } from './throughput/median-interval';
export { streamBytes, type StreamOptions, type StreamRun } from './throughput/stream';
export { roundTripBytes, type RoundTripOptions, type RoundTripRun } from './throughput/round-trips';
export type { MappingType } from './peer/mapping-type';
export { readback, type Place, type ReadbackOptions, type ReadbackRun } from './shm/readback';
export { diagnose, type Cause, type Content, type Findings, type Observation } from './shm/diagnosis';
export { causeKinds, causesText, diagnosisText } from './shm/diagnosis-text';
export type { PatternCheck, PatternCheckOptions } from './shm/pattern-check';
export type { BlockCheck } from './shm/block-check';
export { doorbellName, type DoorbellOptions, type DoorbellRun } from './shm/doorbell';
export { openAsDeclared, openCached } from './coherence/cached-window';
export { controlOffset } from './coherence/control-block';
export { ALIGN_OP, PATTERN, BARRIER, BENCH_OP, type AlignOp, type Barrier, type BenchOp, type Pattern } from './peer/jobs';
export type { R5Access, R5Mode, R5Peer } from './peer/r5-peer';
import './jest/matchers';
export { mpuSpans, type MpuRegion, type Span } from './shm/mpu-spans';
export { mpuCover, mpuRegionText, type CoverRegion } from './shm/mpu-cover';
export { codeReturning } from './peer/r5-code';
