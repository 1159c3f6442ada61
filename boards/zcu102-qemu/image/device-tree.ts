import type { Board } from '../../../framework/board/declaration';
import { cells64, nodeName, reg, reservedMemoryNodes, uioNodes } from '../../../framework/export/device-tree-nodes';
import { LAYOUT } from './layout';

/**
 * Stands where the power driver puts fresh random bytes at every power-on (the kernel takes them as its first entropy; without them
 * sshd waits a second for the CPU's jitter). 64 bytes, found in the dtb by content.
 */
export const SEED_MARK = Buffer.from('random bytes go here'.padEnd(64, '.'));

/**
 * The device tree source of the virtual ZCU102. What the board file declares (shm windows, firmware carve-out, doorbell, guards) is
 * rendered as `amp-hil export --as dts` renders it; the rest is the machine as QEMU models it (UG1087 names the same addresses).
 */
export function deviceTree(board: Board, initrdSize: number): string {
  return `/dts-v1/;
/ {
    model = "amp-hil virtual ZCU102";
    compatible = "xlnx,zynqmp-zcu102", "xlnx,zynqmp";
    #address-cells = <2>;
    #size-cells = <2>;
    interrupt-parent = <&gic>;

    chosen {
        bootargs = "console=ttyPS0,115200 earlycon=cdns,mmio32,0xff000000 rdinit=/init";
        stdout-path = "serial0:115200n8";
        rng-seed = [${hexBytes(SEED_MARK)}];
        linux,initrd-start = <${cells64(LAYOUT.initrd)}>;
        linux,initrd-end = <${cells64(LAYOUT.initrd + initrdSize)}>;
    };

    aliases {
        serial0 = &uart0;
        ethernet0 = &gem0;
    };

    memory@0 {
        device_type = "memory";
        reg = <${reg(0, LAYOUT.linuxMemory)}>;
    };

    /* One A53: what the suites observe is A53 against R5. */
    cpus {
        #address-cells = <1>;
        #size-cells = <0>;
        cpu@0 {
            device_type = "cpu";
            compatible = "arm,cortex-a53";
            reg = <0>;
        };
    };

    /* Nothing of Linux may lie in or beside what the R5 uses. */
    reserved-memory {
        #address-cells = <2>;
        #size-cells = <2>;
        ranges;
${reservedMemoryNodes(board, '        ')}    };

    timer {
        compatible = "arm,armv8-timer";
        interrupts = <1 13 0xf08>, <1 14 0xf08>, <1 11 0xf08>, <1 10 0xf08>;
    };

    uart_clock: uart-clock {
        compatible = "fixed-clock";
        #clock-cells = <0>;
        clock-frequency = <100000000>;
    };

    gem_clock: gem-clock {
        compatible = "fixed-clock";
        #clock-cells = <0>;
        clock-frequency = <125000000>;
    };

    soc {
        compatible = "simple-bus";
        #address-cells = <2>;
        #size-cells = <2>;
        ranges;

        gic: interrupt-controller@f9010000 {
            compatible = "arm,gic-400";
            #address-cells = <0>;
            #interrupt-cells = <3>;
            interrupt-controller;
            reg = <${reg(0xf901_0000, 0x1_0000)}>, <${reg(0xf902_0000, 0x2_0000)}>, <${reg(0xf904_0000, 0x2_0000)}>, <${reg(0xf906_0000, 0x2_0000)}>;
            interrupts = <1 9 0xf04>;
        };

        uart0: serial@ff000000 {
            compatible = "xlnx,zynqmp-uart", "cdns,uart-r1p12";
            reg = <${reg(0xff00_0000, 0x1000)}>;
            interrupts = <0 21 4>;
            clocks = <&uart_clock>, <&uart_clock>;
            clock-names = "uart_clk", "pclk";
        };

        gem0: ethernet@ff0b0000 {
            compatible = "cdns,gem";
            reg = <${reg(0xff0b_0000, 0x1000)}>;
            interrupts = <0 57 4>, <0 57 4>;
            clocks = <&gem_clock>, <&gem_clock>;
            clock-names = "pclk", "hclk";
            phy-mode = "rgmii-id";
            local-mac-address = [52 54 00 12 34 56];
            fixed-link {
                speed = <1000>;
                full-duplex;
            };
        };

        ${nodeName('r5f', board.memory.firmware.base)} {
            compatible = "amp,psci-r5-remoteproc";
            reg = <${reg(board.memory.firmware.base, board.memory.firmware.size)}>;
            amp,psci-target = <${LAYOUT.r5PsciTarget}>;
        };

        /* No driver takes it: for the binding of an unbound device. Two maps, the second not at the start of its page. */
        ${nodeName('spare', BigInt(LAYOUT.linuxMemory))} {
            compatible = "amp,unbound";
            reg = <${reg(LAYOUT.linuxMemory, 0x1000)}>, <${reg(LAYOUT.linuxMemory + 0x3040, 0xfc0)}>;
        };

${uioNodes(board, '        ')}    };
};
`;
}

/** As dtc's byte strings want it. */
function hexBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
