#include "discover.h"

#include <cerrno>

#include "argument.h"
#include "sysfs.h"

namespace {

Napi::Array Maps(Napi::Env env, const std::string &folder) {
    Napi::Array maps = Napi::Array::New(env);
    std::vector<unsigned> numbers;
    try {
        numbers = sysfs::Numbered(folder, "map");
    } catch (const UioFailure &failure) {
        if (failure.error != ENOENT) // a device with an interrupt only has no `maps`
            throw;
    }
    for (const unsigned number : numbers) {
        const std::string path = folder + "/map" + std::to_string(number);
        Napi::Object map = Napi::Object::New(env);
        map.Set("index", number);
        map.Set("name", sysfs::Line(path + "/name"));
        map.Set("addr", Napi::BigInt::New(env, sysfs::Hexadecimal(path + "/addr")));
        map.Set("size", Napi::BigInt::New(env, sysfs::Hexadecimal(path + "/size")));
        map.Set("offset", Napi::BigInt::New(env, sysfs::Hexadecimal(path + "/offset")));
        maps.Set(maps.Length(), map);
    }
    return maps;
}

} // namespace

Napi::Value Discover(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    const std::string folder = PathArgument(info, 0, "sysfs") + "/class/uio";
    const std::string dev = PathArgument(info, 1, "dev");
    try {
        Napi::Array devices = Napi::Array::New(env);
        for (const unsigned number : sysfs::Numbered(folder, "uio")) {
            const std::string uio = "uio" + std::to_string(number);
            const std::string path = folder + "/" + uio;
            Napi::Object device = Napi::Object::New(env);
            device.Set("uio", uio);
            device.Set("device", sysfs::LinkName(path + "/device"));
            device.Set("name", sysfs::Line(path + "/name"));
            device.Set("path", dev + "/" + uio);
            device.Set("driver", sysfs::LinkNameIfAny(path + "/device/driver"));
            device.Set("maps", Maps(env, path + "/maps"));
            devices.Set(devices.Length(), device);
        }
        return devices;
    } catch (const UioFailure &failure) {
        throw UioError(env, failure.error, failure.syscall, failure.path);
    }
}
