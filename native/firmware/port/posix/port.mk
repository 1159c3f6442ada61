CROSS :=
TARGET := r5
PORT_SOURCES := $(wildcard port/posix/*.c port/posix/model/*.c)
PORT_FLAGS := -D_GNU_SOURCE -fPIE
# Faults stand around these: faults_identity.c, faults_clock.c.
FAULTY := text_word text_field amp_offset_to_phys amp_phys_to_offset amp_port_ticks
PORT_LDFLAGS := -pie $(FAULTY:%=-Wl,--wrap=%)
# What links native/core a second time, against the accessor that calls the model.
MODELLED := $(OUT)/modelled.o
