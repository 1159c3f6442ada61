include port/r5/r5.mk
PORT_SOURCES += $(wildcard port/zynqmp/*.c port/zynqmp/*.S)
