include port/r5/r5.mk
PORT_SOURCES += $(wildcard port/qemu-zynqmp/*.c port/qemu-zynqmp/*.S)
