// The module `_random`: Random, the generator behind the module random (support/random.h).
#include <cstring>

#include "native/module.h"
#include "support/random.h"

namespace minipy {

namespace {

struct RandomObject : GcObject {
    MersenneTwister twister;
};
MersenneTwister& twister_of(Value v) { return v.as<RandomObject>()->twister; }

Status seed_from_int(Thread& t, Value self, Value number) {
    IntView view(number);
    std::vector<uint32_t> key((mpz_sizeinbase(view, 2) + 31) / 32 + 1, 0);
    size_t count = 0;
    mpz_export(key.data(), &count, -1, 4, 0, 0, view);  // the absolute value
    twister_of(self).seed(key.data(), count ? count : 1);
    return {};
}
Status seed_from_time(Thread& t, Value self) {
    uint64_t now = static_cast<uint64_t>(t.interp->clock.realtime_ns()),
             more = t.ident ^ static_cast<uint64_t>(t.native_id) << 32;
    const uint32_t key[] = {static_cast<uint32_t>(now), static_cast<uint32_t>(now >> 32),
                            static_cast<uint32_t>(more), static_cast<uint32_t>(more >> 32)};
    twister_of(self).seed(key, 4);
    return {};
}
Status seed(Thread& t, Value self, Value argument) {
    if (argument.is_none() || argument.is_unbound()) {
        // A schedule that follows from a seed has its chance from there too.
        if (t.interp->gil.waits_for_stillness()) return seed_from_int(t, self, Value::from_int(0));
        Owned urandom = import_attr(t, "posix", "urandom");
        Owned bytes = urandom.is_error() ? Owned(Raised{}) : call(t, urandom, {Value::from_int(2496)});
        if (bytes.is_error()) {
            (void)take_exception(t);
            return seed_from_time(t, self);
        }
        std::vector<uint32_t> key(MersenneTwister::kWords);
        memcpy(key.data(), bytes.as<Bytes>()->data(), key.size() * 4);
        twister_of(self).seed(key.data(), key.size());
        return {};
    }
    if (is_int(argument)) return seed_from_int(t, self, argument);
    int64_t h = TRY(hash(t, argument));
    return seed_from_int(t, self, make_uint(t, static_cast<uint64_t>(h)));
}

Owned random_new(Thread& t, Type* type, const CallArgs& args) {
    RandomObject* r = make_instance<RandomObject>(t, type);
    if (!r) return raise_memory_error(t);
    Owned held = Owned::adopt(r);
    if (args.count > 1 && type->native_name)
        return raise_type_error(t, "Random expected at most 1 argument, got %u", args.count);
    TRY(seed(t, held, args.count ? args.args[0] : Value::none()));
    return held;
}
Status random_init(Thread&, Value, const CallArgs&) { return {}; }

Owned random_seed(Thread& t, const Value* args) {
    TRY(seed(t, args[0], args[1]));
    return Owned::none();
}
Owned random_random(Thread& t, const Value* args) { return make_float(t, twister_of(args[0]).next_double()); }
Owned random_getrandbits(Thread& t, const Value* args) {
    int64_t bits = TRY(to_c_int(t, args[1]));
    if (bits < 0) return raise_value_error(t, "number of bits must be non-negative");
    if (bits == 0) return make_int(t, 0);
    MersenneTwister& twister = twister_of(args[0]);
    if (bits <= 32) return make_int(t, int64_t{twister.next() >> (32 - bits)});
    std::vector<uint32_t> words;
    for (int64_t left = bits; left > 0; left -= 32) {
        uint32_t word = twister.next();
        words.push_back(left < 32 ? word >> (32 - left) : word);
    }
    mpz_t z;
    mpz_init(z);
    mpz_import(z, words.size(), -1, 4, 0, 0, words.data());
    Owned number = make_int(t, z);
    mpz_clear(z);
    return number;
}
Owned random_getstate(Thread& t, const Value* args) {
    MersenneTwister& twister = twister_of(args[0]);
    Ref<Tuple> state = TRY(new_tuple(t, MersenneTwister::kWords + 1));
    for (size_t i = 0; i < MersenneTwister::kWords; ++i)
        state->items()[i] = Value::from_int(int64_t{twister.words()[i]});
    state->items()[MersenneTwister::kWords] = Value::from_int(static_cast<int64_t>(twister.index()));
    return state;
}
Owned random_setstate(Thread& t, const Value* args) {
    constexpr size_t n = MersenneTwister::kWords;
    if (!is_tuple(args[1])) return raise_type_error(t, "state vector must be a tuple");
    Tuple* state = args[1].as<Tuple>();
    if (state->length != n + 1) return raise_value_error(t, "state vector is the wrong size");
    std::vector<uint32_t> words(n);
    for (size_t i = 0; i < n; ++i) words[i] = static_cast<uint32_t>(TRY(to_int64(t, state->at(i))));
    int64_t index = TRY(to_int64(t, state->at(n)));
    if (index < 0 || index > static_cast<int64_t>(n)) return raise_value_error(t, "invalid state");
    std::copy(words.begin(), words.end(), twister_of(args[0]).words());
    twister_of(args[0]).set_index(static_cast<size_t>(index));
    return Owned::none();
}

const FunctionSpec methods[] = {
    {"random(self, /)", random_random, "random() -> x in the interval [0, 1)."},
    {"seed(self, n=None, /)", random_seed,
     "seed([n]) -> None.  Defaults to use urandom and falls back to a combination\nof the current time and "
     "the process identifier."},
    {"getrandbits(self, k, /)", random_getrandbits,
     "getrandbits(k) -> x.  Generates an int with k random bits."},
    {"getstate(self, /)", random_getstate, "getstate() -> tuple containing the current state."},
    {"setstate(self, state, /)", random_setstate, "setstate(state) -> None.  Restores generator state."},
};

void random_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    clear_instance_tail(t, o);
    free_object(t, o);
}

Status fill(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_random.Random";
    spec.size = sizeof(RandomObject);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = random_new;
    spec.slots.init = random_init;
    spec.slots.dealloc = random_dealloc;
    spec.slots.traverse = traverse_instance_tail;
    spec.methods = methods;
    spec.doc = "Random() -> create a random number generator with its own internal state.";
    return module_add(t, module, "Random", Value(define_type(t, spec)));
}
MINIPY_MODULE(_random,
              {.doc = "Module implements the Mersenne Twister random number generator.", .exec = fill});

}  // namespace

}  // namespace minipy
