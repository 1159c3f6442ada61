// The interrupt of a UIO device: its node's other half, beside the maps. 1 written to it arms the interrupt, a read gives the count of
// those so far; between an interrupt and the next arming it is masked, and what comes meanwhile is one pending interrupt.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

class UioIrq {
  public:
    // Opens the node. Throws UioFailure; EIO: the device has no interrupt.
    static std::shared_ptr<UioIrq> Open(const std::string &path);

    ~UioIrq() { Close(); }
    UioIrq(const UioIrq &) = delete;
    UioIrq &operator=(const UioIrq &) = delete;

    // Throws UioFailure.
    void Arm();
    // True: an interrupt came, `count` is the device's count. False: none within that time. Throws UioFailure.
    bool Wait(int milliseconds, uint32_t *count);
    // Nothing may wait on it any more.
    void Close();

    const std::string &path() const { return path_; }
    bool closed() const { return fd_ < 0; }

  private:
    UioIrq(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
    bool Read(uint32_t *count);

    int fd_;
    std::string path_;
};
