#include "litmus_thread.h"

#include "error.h"

Napi::Function LitmusThread::Define(Napi::Env env) {
    return DefineClass(env, "LitmusThread",
                       {InstanceMethod<&LitmusThread::Outcomes>("outcomes"), InstanceMethod<&LitmusThread::Unload>("unload")});
}

LitmusThread::LitmusThread(const Napi::CallbackInfo &info)
    : Napi::ObjectWrap<LitmusThread>(info), code_(std::move(Environment::Of(info.Env()).pendingThread)) {
    if (!code_)
        throw CodedError(info.Env(), "InvalidArgument", "a thread comes from loadThread() only");
}

Napi::Value LitmusThread::Load(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
        throw CodedError(env, "InvalidArgument", "image is no Uint8Array");
    const Napi::Uint8Array image = info[0].As<Napi::Uint8Array>();
    Environment &environment = Environment::Of(env);
    try {
        environment.pendingThread = ThreadCode::Load(image.Data(), image.ByteLength());
    } catch (const UioFailure &failure) {
        throw UioError(env, failure.error, failure.syscall, failure.path);
    }
    if (!environment.pendingThread)
        throw CodedError(env, "InvalidArgument", "the image is none that this side can run");
    return environment.thread.New({});
}

std::shared_ptr<ThreadCode> LitmusThread::Of(Napi::Env env, const Napi::Value &value) {
    if (!value.IsObject() || !value.As<Napi::Object>().InstanceOf(Environment::Of(env).thread.Value()))
        throw CodedError(env, "InvalidArgument", "thread is no loaded thread");
    const std::shared_ptr<ThreadCode> code = Unwrap(value.As<Napi::Object>())->code_;
    if (!code)
        throw CodedError(env, "InvalidArgument", "the thread is unloaded");
    return code;
}

Napi::Value LitmusThread::Outcomes(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::shared_ptr<ThreadCode> code = Of(env, info.This());
    if (!code->Take())
        throw CodedError(env, "InvalidArgument", "a job runs the thread");
    const amp_litmus &litmus = *code->litmus();
    const unsigned words = amp_litmus_image_words(&litmus.image);
    const size_t states = litmus.histogram.states;
    Napi::Array outcomes = Napi::Array::New(env, states);
    for (size_t i = 0; i < states; i++) {
        Napi::BigUint64Array outcome = Napi::BigUint64Array::New(env, 2 + words);
        outcome[0] = litmus.histogram.state[i].count;
        outcome[1] = litmus.histogram.state[i].first;
        for (unsigned w = 0; w < words; w++)
            outcome[2 + w] = litmus.histogram.state[i].word[w];
        outcomes[static_cast<uint32_t>(i)] = outcome;
    }
    code->Release();
    return outcomes;
}

void LitmusThread::Unload(const Napi::CallbackInfo &info) {
    if (!code_)
        return;
    // A job on it holds the code until it has ended.
    code_.reset();
    (void)info;
}
