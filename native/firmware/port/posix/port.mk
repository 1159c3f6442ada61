CROSS :=
TARGET := r5
PORT_SOURCES := $(wildcard port/posix/*.c)
PORT_FLAGS := -D_GNU_SOURCE -fPIE
PORT_LDFLAGS := -pie
