import type { Step } from './step';
import { arm64Node } from './steps/arm64-node';
import { arm64Packages } from './steps/arm64-packages';
import { kernelModules } from './steps/kernel-modules';
import { qemuImage } from './steps/qemu-image';

export const BOARDS = ['sim', 'zcu102-qemu', 'zcu102'] as const;
export type BoardName = (typeof BOARDS)[number];

/** The steps that `boards` need, in order. */
export function plan(_boards: readonly BoardName[]): Step[] {
  return [arm64Packages, arm64Node, kernelModules, qemuImage];
}
