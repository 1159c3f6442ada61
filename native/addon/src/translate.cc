#include "translate.h"

#include "argument.h"

Napi::Value Translate(const Napi::CallbackInfo &info) {
    const Napi::Env env = info.Env();
    if (!info[0].IsTypedArray() || info[0].As<Napi::TypedArray>().TypedArrayType() != napi_biguint64_array)
        throw CodedError(env, "InvalidArgument", "physmap is no BigUint64Array");
    const Napi::BigUint64Array physmap = info[0].As<Napi::BigUint64Array>();
    const uint64_t size = IntegerArgument(info, 1, "size");
    const auto shift = static_cast<uint32_t>(SmallArgument(info, 2, "pageShift", AMP_ONE_PAGE));
    const bool to_phys = SmallArgument(info, 3, "to", 1) == 0;
    const uint64_t value = ValueArgument(info, 4, 64);

    const amp_pages pages = {physmap.Data(), size, shift, amp_page_mask(shift)};
    const uint64_t needed = size == 0 ? 0 : shift >= 64 ? 1 : ((size - 1) >> shift) + 1;
    if (physmap.ElementLength() < needed)
        throw CodedError(env, "InvalidArgument",
                         "physmap has " + std::to_string(physmap.ElementLength()) + " of " + std::to_string(needed) + " pages");
    uint64_t result = 0;
    const amp_status status = to_phys ? amp_offset_to_phys(&pages, value, &result) : amp_phys_to_offset(&pages, value, &result);
    if (status != AMP_OK)
        throw CodedError(env, "OutOfRange", (to_phys ? "offset " : "physical address ") + Hex(value) + " is in no page of the table");
    return Napi::BigInt::New(env, result);
}
