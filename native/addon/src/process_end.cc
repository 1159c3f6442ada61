#include "process_end.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>

namespace ProcessEnd {

namespace {

struct State {
    std::atomic<bool> began{false};
    std::mutex mutex;
    std::condition_variable ended;
    unsigned threads = 0;
};

// Never destroyed: a thread that is late must find it.
State &Shared() {
    static State *state = new State;
    return *state;
}

void OnExit() {
    State &state = Shared();
    state.began = true;
    std::unique_lock<std::mutex> lock(state.mutex);
    // A step takes 50 ms at most; more than that is a fault of its own, and exit must not hang on it.
    state.ended.wait_for(lock, std::chrono::seconds(1), [&state] { return state.threads == 0; });
}

} // namespace

void Install() {
    static std::once_flag once;
    std::call_once(once, [] { std::atexit(OnExit); });
}

bool Began() {
    return Shared().began;
}

Thread::Thread() {
    State &state = Shared();
    const std::lock_guard<std::mutex> lock(state.mutex);
    state.threads++;
}

Thread::~Thread() {
    State &state = Shared();
    const std::lock_guard<std::mutex> lock(state.mutex);
    state.threads--;
    state.ended.notify_all();
}

} // namespace ProcessEnd
