# The addon for the board's Linux:
#   make -C native/addon -f cross.mk OUT=<absolute file> AMP_BUILD=<hash> NODE_API_INCLUDE=<dir> NODE_ADDON_API_INCLUDE=<dir>
# One binary serves every Node that has Node-API 8 (18 and later) on a C library from 2.34 on. libstdc++ is the one that Node itself loads: a
# static one would be no help, as it asks for a newer C library (2.36 with gcc 12).
CROSS ?= aarch64-linux-gnu-
AMP_BUILD ?= dev

SOURCES := $(wildcard src/*.cc)
CORE := $(wildcard ../core/*.c)
OBJ := $(OUT).obj
OBJECTS := $(SOURCES:src/%.cc=$(OBJ)/%.o) $(CORE:../core/%.c=$(OBJ)/core-%.o)
HEADERS := $(wildcard src/*.h ../core/*.h ../core/*.def) addon.flags ../core/core.flags ../core/core-aarch64.flags cross.mk

# addon.flags: without NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS an error that meets a Worker in termination ends the whole process.
COMMON := -fPIC -fvisibility=hidden
DEFINES := -DAMP_BUILD='"$(AMP_BUILD)"'
INCLUDES := -isystem $(NODE_API_INCLUDE) -isystem $(NODE_ADDON_API_INCLUDE)

$(OUT): $(OBJECTS)
	$(CROSS)g++ -shared -Wl,-z,nodelete -Wl,--exclude-libs,ALL -s -pthread $^ -o $@

$(OBJ)/core-%.o: ../core/%.c $(HEADERS) | $(OBJ)
	$(CROSS)gcc @../core/core.flags @../core/core-aarch64.flags $(COMMON) -c $< -o $@

$(OBJ)/%.o: src/%.cc $(HEADERS) | $(OBJ)
	$(CROSS)g++ @addon.flags $(COMMON) $(DEFINES) $(INCLUDES) -c $< -o $@

# The build id goes into one object; a new one must reach it.
$(OBJ)/identity.o: FORCE

$(OBJ):
	mkdir -p $@

FORCE:
.PHONY: FORCE
.SUFFIXES:
