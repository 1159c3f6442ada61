#include "main.h"

#include "port.h"
#include "session.h"

void firmware_main(void) {
    port_init();
    session_run();
    port_flush();
    port_stop();
}
