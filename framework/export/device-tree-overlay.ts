import type { Board } from '../board/declaration';
import { reservedMemoryNodes, uioNodes } from './device-tree-nodes';
import { origin } from './origin';

/**
 * What a board's device tree lacks, as an overlay: reserved memory and UIO nodes. It must be applied before the kernel starts (U-Boot's `fdt apply`, or
 * `fdtoverlay` when the image is built), since memory cannot be reserved later.
 */
export function deviceTreeOverlay(board: Board): string {
  return `/dts-v1/;
/plugin/;

/* ${origin(board, 'dts')}
 * dtc -@ -W no-avoid_unnecessary_addr_size -o ${board.name}.dtbo FILE; then fdtoverlay -i system.dtb -o merged.dtb ${board.name}.dtbo, or U-Boot's \`fdt apply\`.
 * The kernel takes the nodes with uio_pdrv_genirq.of_id=generic-uio. */
&{/} {
    #address-cells = <2>;
    #size-cells = <2>;

    reserved-memory {
        #address-cells = <2>;
        #size-cells = <2>;
        ranges;
${reservedMemoryNodes(board, '        ')}    };

    amp-hil {
        compatible = "simple-bus";
        #address-cells = <2>;
        #size-cells = <2>;
        ranges;

${uioNodes(board, '        ', ['interrupt-parent = <&gic>;'])}    };
};
`;
}
