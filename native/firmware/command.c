#include "command.h"

const char command_started[] = "started";

/* name, arguments as text, least and most words after the name */
const struct command commands[] = {
    {"hello", "NONCE", 1, 1, command_hello},
    {"help", "", 0, 0, command_help},
    {"id", "", 0, 0, command_id},
    {"open", "NAME [FLAGS]", 1, 2, command_open},
    {"close", "", 0, 0, command_close},
    {"read", "W OFF [ORDER]", 2, 3, command_read},
    {"write", "W OFF VALUE [ORDER]", 3, 4, command_write},
    {"bread", "OFF LEN [W]", 2, 3, command_bread},
    {"bwrite", "OFF HEXBYTES [W]", 2, 3, command_bwrite},
    {"bset", "OFF BYTE LEN [W]", 3, 4, command_bset},
    {"phys", "OFF", 1, 1, command_phys},
    {"virt", "OFF", 1, 1, command_virt},
    {"p2o", "ADDR", 1, 1, command_p2o},
    {"v2o", "ADDR", 1, 1, command_v2o},
    {"tmap", "SHIFT SIZE", 2, 2, command_tmap},
    {"tpage", "I ADDR...", 2, 3, command_tpage},
    {"tphys", "OFF", 1, 1, command_tphys},
    {"tp2o", "ADDR", 1, 1, command_tp2o},
    {"probe", "W ADDR", 2, 2, command_probe},
    {"poke", "W ADDR VALUE", 3, 3, command_poke},
    {"attempt", "priv|user read|write|execute ADDR [VALUE]", 3, 4, command_attempt},
    {"protect", "OFF LEN ACCESS", 3, 3, command_protect},
    {"mpu", "N", 1, 1, command_mpu},
    {"guard", "fill|check SEED", 2, 2, command_guard},
    {"args", "I V...", 2, 13, command_args},
    {"job", "KIND [A0 A1 ...]", 1, 13, command_job},
    {"code", "begin LEN | put OFF HEXBYTES | seal CRC", 2, 3, command_code},
    {"outcome", "INDEX", 1, 1, command_outcome},
    {"cancel", "", 0, 0, command_cancel},
    {"counters", "", 0, 0, command_counters},
    {"hang", "", 0, 0, command_hang},
};
const unsigned command_count = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *name) {
    for (unsigned i = 0; i < command_count; i++)
        if (parse_same(commands[i].name, name))
            return &commands[i];
    return NULL;
}

const char *command_error(enum amp_status status) {
    switch (status) {
    case AMP_OK:
        return NULL;
    case AMP_E_RANGE:
        return "range";
    case AMP_E_ALIGN:
        return "misaligned";
    case AMP_E_STALLED:
        return "stalled";
    case AMP_E_CANCELLED:
        return "cancelled";
    case AMP_E_ARG:
    case AMP_MORE:
        break;
    }
    return "usage";
}
