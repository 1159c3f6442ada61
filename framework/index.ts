/** The table of contents: suites and board files import from here and nowhere else. */
export { defineBoard } from './board/define-board';
export { builtin, command, host, local, qemu, remoteproc, serial, simulator, ssh, zynqmp } from './board/parts';
export type { Board, BoardDeclaration, Capability } from './board/declaration';
export * from './shm/mem-flags';
export * from './errors/errors';
export type { JobOptions, LoadOrder, PeerIdentity, ShmDevice, ShmPeer, ShmRegion, StoreOrder, Width } from './peer/shm-peer';
