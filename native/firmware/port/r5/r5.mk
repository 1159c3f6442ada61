# What both R5 ports are built with. No FPU register is used, so none is saved and FPEXC stays as it was.
CROSS := arm-none-eabi-
TARGET := r5.elf
PORT_SOURCES := $(wildcard port/r5/*.c port/r5/*.S)
PORT_FLAGS := -mcpu=cortex-r5 -marm -mfloat-abi=soft -fno-unwind-tables -fno-asynchronous-unwind-tables -fno-common
PORT_LDFLAGS = -nostdlib -nostartfiles -static -Wl,--gc-sections -Wl,--build-id=none -Wl,--fatal-warnings -Wl,--no-warn-rwx-segments \
	-L$(BOARD_HEADER_DIR) -Wl,-T,port/$(PORT)/link.ld -lgcc
