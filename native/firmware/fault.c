#include "fault.h"

void fault_detail(const struct fault *fault, struct text *text) {
    static const char *const kinds[] = {[FAULT_DATA] = "data", [FAULT_PREFETCH] = "prefetch", [FAULT_UNDEF] = "undef"};
    text_word(text, "kind", kinds[fault->kind]);
    text_field(text, "addr", fault->address);
    text_field(text, "status", fault->status);
    text_field(text, "pc", fault->pc);
    text_field(text, "insn", fault->insn);
    text_word(text, "access", fault->kind != FAULT_DATA ? "execute" : fault->write ? "write" : "read");
    text_field(text, "precise", fault->precise);
}
