#include "thread_code.h"

#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"

std::shared_ptr<ThreadCode> ThreadCode::Load(const uint8_t *image, size_t len) {
    std::shared_ptr<ThreadCode> code(new ThreadCode);
    amp_litmus_image &header = code->litmus_.image;
    if (amp_litmus_image_read(&header, image, len) != AMP_OK)
        return nullptr;
    const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t length = (header.code_bytes + page - 1) / page * page;
    void *pages = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw UioFailure{errno, "mmap", ""};
    code->pages_ = pages;
    code->length_ = length;
    std::memcpy(pages, image + header.code_offset, header.code_bytes);
    if (mprotect(pages, length, PROT_READ | PROT_EXEC) != 0)
        throw UioFailure{errno, "mprotect", ""};
    // Data to where instructions are fetched from, and nothing older is fetched: DC CVAU, IC IVAU, DSB, ISB on AArch64. The threads that
    // run it are started afterwards, which is the context synchronisation that each core needs.
    __builtin___clear_cache(static_cast<char *>(pages), static_cast<char *>(pages) + header.code_bytes);
    code->litmus_.code = reinterpret_cast<amp_litmus_code>(pages);
    return code;
}

ThreadCode::~ThreadCode() {
    if (pages_ != nullptr)
        munmap(pages_, length_);
}

bool ThreadCode::Take() {
    return !taken_.exchange(true);
}

void ThreadCode::Release() {
    taken_ = false;
}
