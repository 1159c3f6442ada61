import type { ArmAxiom } from './armv7-reasons';
import type { Edge } from './edge';

/** An event as people read it. */
export interface GraphEvent {
  /** `a`, `b`, …: thread by thread in program order. */
  readonly name: string;
  readonly thread: number;
  readonly kind: 'R' | 'W';
  /** The instruction as written. */
  readonly instruction: string;
  readonly line: number | undefined;
  readonly location: string;
  readonly value: string;
}

/** A barrier, and how many events of its thread come before it. */
export interface GraphFence {
  readonly thread: number;
  readonly position: number;
  readonly text: string;
}

export interface GraphEdge extends Pick<Edge, 'kind' | 'label'> {
  /** Names of events. */
  readonly from: string;
  readonly to: string;
  /** A sentence. */
  readonly because: string;
}

/** One execution of a test. */
export interface Graph {
  readonly test: string;
  readonly threads: number;
  /** `x=0 y=0` */
  readonly initial: string;
  readonly events: readonly GraphEvent[];
  readonly fences: readonly GraphFence[];
  /** The edges to draw; those of the cycle are not among them. */
  readonly edges: readonly GraphEdge[];
  /** Empty for an allowed execution. */
  readonly cycle: readonly GraphEdge[];
}

export type Explanation = { readonly test: string; readonly state: string; readonly notes: readonly string[] } & (
  | { readonly kind: 'allowed'; readonly graph: Graph }
  /** Every execution with this state is forbidden; the one shown has the shortest cycle. */
  | {
      readonly kind: 'forbidden';
      readonly axiom: 'internal' | 'atomic' | 'external' | ArmAxiom;
      readonly graph: Graph;
      readonly executions: number;
    }
  /** No execution, in whatever order, ends in this state: no cycle to show. */
  | { readonly kind: 'unreachable'; readonly reason: string }
);
