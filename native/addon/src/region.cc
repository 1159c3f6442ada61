#include "region.h"

#include "argument.h"
#include "core_job.h"
#include "job_run.h"
#include "litmus_thread.h"

namespace {

unsigned WidthArgument(const Napi::CallbackInfo &info) {
    const uint64_t width = IntegerArgument(info, 0, "width");
    if (width != 8 && width != 16 && width != 32 && width != 64)
        throw CodedError(info.Env(), "InvalidArgument", "width is none of 8, 16, 32, 64");
    return static_cast<unsigned>(width);
}

// Of a block access: 0 for the widest that is legal.
unsigned ForcedWidth(const Napi::CallbackInfo &info, size_t index) {
    const uint64_t width = info[index].IsUndefined() ? 0 : IntegerArgument(info, index, "width");
    if (width != 0 && !amp_width_known(width))
        throw CodedError(info.Env(), "InvalidArgument", "width is none of 8, 16, 32, 64, 128");
    return static_cast<unsigned>(width);
}

amp_order OrderArgument(const Napi::CallbackInfo &info, size_t index) {
    return static_cast<amp_order>(SmallArgument(info, index, "order", AMP_SEQ_CST));
}

// `thread`, `cpu`, `realtime` of startJob's options.
void Options(Napi::Env env, const Napi::Value &value, CoreJob &job) {
    if (!value.IsObject())
        throw CodedError(env, "InvalidArgument", "options is no object");
    const Napi::Object options = value.As<Napi::Object>();
    Place place;
    const Napi::Value cpu = options.Get("cpu");
    if (!cpu.IsUndefined()) {
        place.cpu = static_cast<unsigned>(IntegerValue(env, cpu, "cpu", UINT32_MAX));
        if (!Place::Allowed(*place.cpu))
            throw CodedError(env, "InvalidArgument", "cpu " + std::to_string(*place.cpu) + " is none that this process may use");
    }
    place.realtime = options.Get("realtime").ToBoolean();
    job.At(place);
    const Napi::Value thread = options.Get("thread");
    if (!thread.IsUndefined() && !job.Attach(LitmusThread::Of(env, thread)))
        throw CodedError(env, "InvalidArgument", "another job runs the thread");
}

std::string Extent(uint64_t len, uint64_t off, uint64_t size) {
    return std::to_string(len) + " bytes at offset " + Hex(off) + " do not lie in the region of " + Hex(size) + " bytes";
}

} // namespace

Napi::Function Region::Define(Napi::Env env) {
    return DefineClass(env, "Region",
                       {
                           InstanceAccessor<&Region::Size>("size", napi_enumerable),
                           InstanceAccessor<&Region::Address>("address", napi_enumerable),
                           InstanceMethod<&Region::Read>("read"),
                           InstanceMethod<&Region::Write>("write"),
                           InstanceMethod<&Region::BlockRead>("blockRead"),
                           InstanceMethod<&Region::BlockWrite>("blockWrite"),
                           InstanceMethod<&Region::BlockSet>("blockSet"),
                           InstanceMethod<&Region::StartJob>("startJob"),
                           InstanceMethod<&Region::Close>("close"),
                       });
}

Region::Region(const Napi::CallbackInfo &info) : Napi::ObjectWrap<Region>(info), mapping_(std::move(Environment::Of(info.Env()).pending)) {
    if (!mapping_)
        throw CodedError(info.Env(), "InvalidArgument", "a region comes from open() only");
}

std::shared_ptr<Mapping> Region::Argument(const Napi::CallbackInfo &info, size_t index) {
    const Napi::Env env = info.Env();
    if (!info[index].IsObject() || !info[index].As<Napi::Object>().InstanceOf(Environment::Of(env).region.Value()))
        throw CodedError(env, "InvalidArgument", "region is no region");
    return Unwrap(info[index].As<Napi::Object>())->Shared(env);
}

Napi::Value Region::Size(const Napi::CallbackInfo &info) {
    return Napi::Number::New(info.Env(), static_cast<double>(Window(info.Env()).size));
}

Napi::Value Region::Address(const Napi::CallbackInfo &info) {
    return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(reinterpret_cast<uintptr_t>(Window(info.Env()).base)));
}

Napi::Value Region::Read(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const unsigned width = WidthArgument(info);
    const volatile uint8_t *p = Scalar(env, width, IntegerArgument(info, 1, "off"));
    const amp_order order = OrderArgument(info, 2);
    switch (width) {
    case 8:
        return Napi::Number::New(env, amp_read8(p, order));
    case 16:
        return Napi::Number::New(env, amp_read16(p, order));
    case 32:
        return Napi::Number::New(env, amp_read32(p, order));
    default:
        return Napi::BigInt::New(env, amp_read64(p, order));
    }
}

void Region::Write(const Napi::CallbackInfo &info) {
    const unsigned width = WidthArgument(info);
    volatile uint8_t *p = Scalar(info.Env(), width, IntegerArgument(info, 1, "off"));
    const uint64_t value = ValueArgument(info, 2, width);
    const amp_order order = OrderArgument(info, 3);
    switch (width) {
    case 8:
        amp_write8(p, static_cast<uint8_t>(value), order);
        break;
    case 16:
        amp_write16(p, static_cast<uint16_t>(value), order);
        break;
    case 32:
        amp_write32(p, static_cast<uint32_t>(value), order);
        break;
    default:
        amp_write64(p, value, order);
        break;
    }
}

Napi::Value Region::BlockRead(const Napi::CallbackInfo &info) {
    const uint64_t off = IntegerArgument(info, 0, "off");
    const uint64_t len = IntegerArgument(info, 1, "len");
    const unsigned width = ForcedWidth(info, 2);
    const volatile uint8_t *p = Block(info.Env(), off, len, width);
    Napi::Uint8Array bytes = Napi::Uint8Array::New(info.Env(), len);
    if (width == 0)
        amp_block_read(bytes.Data(), p, len, mapping_->window().memory);
    else
        amp_block_read_width(bytes.Data(), p, len, width);
    return bytes;
}

void Region::BlockWrite(const Napi::CallbackInfo &info) {
    const uint64_t off = IntegerArgument(info, 0, "off");
    if (!info[1].IsTypedArray() || info[1].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
        throw CodedError(info.Env(), "InvalidArgument", "bytes is no Uint8Array");
    const Napi::Uint8Array bytes = info[1].As<Napi::Uint8Array>();
    const unsigned width = ForcedWidth(info, 2);
    volatile uint8_t *p = Block(info.Env(), off, bytes.ByteLength(), width);
    if (width == 0)
        amp_block_write(p, bytes.Data(), bytes.ByteLength(), mapping_->window().memory);
    else
        amp_block_write_width(p, bytes.Data(), bytes.ByteLength(), width);
}

void Region::BlockSet(const Napi::CallbackInfo &info) {
    const uint64_t off = IntegerArgument(info, 0, "off");
    const uint64_t byte = SmallArgument(info, 1, "byte", 0xff);
    const uint64_t len = IntegerArgument(info, 2, "len");
    const unsigned width = ForcedWidth(info, 3);
    volatile uint8_t *p = Block(info.Env(), off, len, width);
    if (width == 0)
        amp_block_set(p, static_cast<uint8_t>(byte), len, mapping_->window().memory);
    else
        amp_block_set_width(p, static_cast<uint8_t>(byte), len, width);
}

Napi::Value Region::StartJob(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    Window(env);
    const uint64_t kind = SmallArgument(info, 0, "kind", UINT32_MAX);
    if (!info[1].IsTypedArray() || info[1].As<Napi::TypedArray>().TypedArrayType() != napi_biguint64_array)
        throw CodedError(env, "InvalidArgument", "args is no BigUint64Array");
    if (!info[2].IsUndefined() && !info[2].IsFunction())
        throw CodedError(env, "InvalidArgument", "onProgress is no function");
    const Napi::BigUint64Array args = info[1].As<Napi::BigUint64Array>();
    const Napi::Function progress = info[2].IsFunction() ? info[2].As<Napi::Function>() : Napi::Function();
    auto job = std::make_unique<CoreJob>(mapping_, static_cast<uint32_t>(kind));
    if (!info[3].IsUndefined())
        Options(env, info[3], *job);
    const amp_status ready = job->Start(args.Data(), args.ElementLength());
    return JobRun::Start(env, std::move(job), ready, progress);
}

void Region::Close(const Napi::CallbackInfo &info) {
    if (!mapping_)
        return;
    Environment::Of(info.Env()).StopJobs(mapping_.get());
    // Not left to the last owner: JavaScript may keep a job that ended, and a driver can be unbound only from what nobody has mapped.
    mapping_->Close();
    mapping_.reset();
}

amp_window Region::Window(Napi::Env env) const {
    if (!mapping_)
        throw CodedError(env, "RegionClosed", "the region is closed");
    return mapping_->window();
}

volatile uint8_t *Region::Scalar(Napi::Env env, unsigned width, uint64_t off) const {
    const unsigned bytes = width / 8;
    // Range before alignment, as framework/shm/access-check.ts says it.
    volatile uint8_t *p = Block(env, off, bytes, 0);
    if (off % bytes != 0)
        throw CodedError(env, "Misaligned", "offset " + Hex(off) + " is no multiple of " + std::to_string(bytes));
    return p;
}

volatile uint8_t *Region::Block(Napi::Env env, uint64_t off, uint64_t len, unsigned width) const {
    const amp_window window = Window(env);
    if (amp_window_range(window, off, len) != AMP_OK)
        throw CodedError(env, "OutOfRange", Extent(len, off, window.size));
    // The region begins at a multiple of 64, so the offset's alignment is the address's.
    if (width != 0 && ((off | len) & (width / 8 - 1)) != 0)
        throw CodedError(env, "Misaligned",
                         "offset " + Hex(off) + " or length " + Hex(len) + " is no multiple of " + std::to_string(width / 8));
    return amp_window_at(window, off);
}
