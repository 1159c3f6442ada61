import type { Board } from '../../framework/board/declaration';
import { listBoards, loadBoard } from '../../framework/board/load-board';
import { needsDebian, type Host } from './host';
import { ROOT } from './paths';
import type { Step } from './step';
import { addonArm64, addonHost } from './steps/addon';
import { agent } from './steps/agent';
import { arm64Node } from './steps/arm64-node';
import { arm64Packages } from './steps/arm64-packages';
import { debianPackages, hostCompilers } from './steps/debian-packages';
import { firmware } from './steps/firmware';
import { kernelModules } from './steps/kernel-modules';
import { qemuImage } from './steps/qemu-image';

export interface Plan {
  readonly steps: readonly Step[];
  /** What this machine cannot have, for the person who reads; undefined: it has everything. */
  readonly limit: string | undefined;
}

/** The steps that `host` can take, in order: every board of boards/ on Debian 12, the boards whose R5 is a process elsewhere. */
export function plan(host: Host, boards: readonly Board[] = allBoards()): Plan {
  const firmwares = (wanted: (board: Board) => boolean): Step[] => boards.filter(wanted).flatMap((board) => firmware(board) ?? []);
  if (!host.full) {
    return { steps: [hostCompilers, addonHost, agent, ...firmwares(isSimulated)], limit: needsDebian(host) };
  }
  return {
    steps: [
      debianPackages,
      addonHost,
      agent,
      ...firmwares(isSimulated),
      addonArm64,
      ...firmwares((board) => !isSimulated(board)),
      arm64Packages,
      arm64Node,
      kernelModules,
      qemuImage,
    ],
    limit: undefined,
  };
}

function isSimulated(board: Board): boolean {
  return board.power.kind === 'simulator';
}

function allBoards(): Board[] {
  return listBoards(ROOT).map((name) => loadBoard(name, ROOT));
}
