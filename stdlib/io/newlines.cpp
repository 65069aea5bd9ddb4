// Newlines in text that is read: "\r\n" and "\r" seen as "\n", and a note of which kinds there were.
#include "io_internal.h"

namespace minipy::io {

namespace {
enum Seen { kLf = 1, kCr = 2, kCrLf = 4 };
}

Owned decode_newlines(Thread& t, NewlineState& state, Value text, bool final) {
    Str* s = as_str(text);
    bool any_cr = state.pending_cr;
    for (size_t i = 0; i < s->length && !any_cr; ++i) any_cr = s->at(i) == '\r';
    if (!any_cr) {
        if (!(state.seen & kLf)) {
            for (size_t i = 0; i < s->length; ++i) {
                if (s->at(i) == '\n') {
                    state.seen |= kLf;
                    break;
                }
            }
        }
        return Owned::share(text);
    }
    StrBuilder out(t);
    bool cr = state.pending_cr;
    state.pending_cr = false;
    auto lone_cr = [&] {
        state.seen |= kCr;
        out.append_char(state.translate ? '\n' : '\r');
    };
    for (size_t i = 0; i < s->length; ++i) {
        uint32_t c = s->at(i);
        if (cr) {
            cr = false;
            if (c == '\n') {
                state.seen |= kCrLf;
                if (!state.translate) out.append_char('\r');
                out.append_char('\n');
                continue;
            }
            lone_cr();
        }
        if (c == '\r') {
            cr = true;
            continue;
        }
        if (c == '\n') state.seen |= kLf;
        out.append_char(c);
    }
    if (cr) {
        if (final)
            lone_cr();
        else
            state.pending_cr = true;
    }
    return out.finish();
}

Owned newlines_seen(Thread& t, int seen) {
    std::vector<Value> kinds;
    if (seen & kCr) kinds.push_back(intern(t, "\r"));
    if (seen & kLf) kinds.push_back(intern(t, "\n"));
    if (seen & kCrLf) kinds.push_back(intern(t, "\r\n"));
    if (kinds.empty()) return Owned::none();
    if (kinds.size() == 1) return Owned::share(kinds[0]);
    return make_tuple(t, kinds.data(), kinds.size());
}

namespace {

struct NewlineDecoder : GcObject {
    Value decoder = Value::none(), errors = Value::none();
    NewlineState state;
};
NewlineDecoder* decoder_of(Value v) { return v.as<NewlineDecoder>(); }

Owned decoder_new(Thread& t, Type* type, const CallArgs& args) {
    Value v[3];
    BoundArgs bound(t, "IncrementalNewlineDecoder(decoder, translate, errors='strict')", args, v);
    TRY(bound.status());
    bool translate = TRY(truth(t, v[1]));
    NewlineDecoder* d = make_instance<NewlineDecoder>(t, type);
    if (!d) return raise_memory_error(t);
    set_field(d->decoder, v[0]);
    set_field(d->errors, v[2]);
    d->state.translate = translate;
    return Owned::adopt(d);
}
Status decoder_init(Thread&, Value, const CallArgs&) { return {}; }
void decoder_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<NewlineDecoder*>(o)->decoder);
    release(static_cast<NewlineDecoder*>(o)->errors);
    clear_instance_tail(t, o);
    free_object(t, o);
}
void decoder_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<NewlineDecoder*>(o)->decoder);
    traverse_instance_tail(o, visitor);
}
Owned decoder_decode(Thread& t, const Value* args) {
    NewlineDecoder* d = decoder_of(args[0]);
    bool final = TRY(truth(t, args[2]));
    Owned text = d->decoder.is_none()
                     ? Owned::share(args[1])
                     : TRY(call_method(t, d->decoder, names(t).decode, {args[1], Value::from_bool(final)}));
    if (!is_str(text))
        return raise_type_error(t, "decoder should return a string result, not '%.200s'", type_name(t, text));
    return decode_newlines(t, d->state, text, final);
}
Owned decoder_getstate(Thread& t, const Value* args) {
    NewlineDecoder* d = decoder_of(args[0]);
    Owned buffer = TRY(make_bytes(t, ""));
    int64_t flag = 0;
    if (!d->decoder.is_none()) {
        Owned state = TRY(call_named(t, d->decoder, "getstate"));
        if (!is_tuple(state) || state.as<Tuple>()->length != 2)
            return raise_type_error(t, "illegal decoder state");
        buffer = Owned::share(state.as<Tuple>()->at(0));
        flag = TRY(to_int64(t, state.as<Tuple>()->at(1)));
    }
    return make_tuple(t, {buffer.get(), Value::from_int(flag << 1 | d->state.pending_cr)});
}
Owned decoder_setstate(Thread& t, const Value* args) {
    NewlineDecoder* d = decoder_of(args[0]);
    if (!is_tuple(args[1]) || args[1].as<Tuple>()->length != 2)
        return raise_type_error(t, "state argument must be a tuple");
    int64_t flag = TRY(to_int64(t, args[1].as<Tuple>()->at(1)));
    d->state.pending_cr = flag & 1;
    if (d->decoder.is_none()) return Owned::none();
    Owned inner = TRY(make_tuple(t, {args[1].as<Tuple>()->at(0), Value::from_int(flag >> 1)}));
    return call_named(t, d->decoder, "setstate", {inner});
}
Owned decoder_reset(Thread& t, const Value* args) {
    NewlineDecoder* d = decoder_of(args[0]);
    d->state.seen = 0;
    d->state.pending_cr = false;
    return d->decoder.is_none() ? Owned::none() : call_named(t, d->decoder, "reset");
}
Owned get_newlines(Thread& t, Value self) { return newlines_seen(t, decoder_of(self)->state.seen); }

const FunctionSpec methods[] = {{"decode(self, input, final=False)", decoder_decode},
                                {"getstate(self, /)", decoder_getstate},
                                {"setstate(self, state, /)", decoder_setstate},
                                {"reset(self, /)", decoder_reset}};
const GetSetSpec getset[] = {{"newlines", get_newlines}};

}  // namespace

Status add_newline_decoder(Thread& t, Module* module) {
    TypeSpec spec{};
    spec.name = "_io.IncrementalNewlineDecoder";
    spec.size = sizeof(NewlineDecoder);
    spec.flags = kTypeBaseAllowed;
    spec.slots.new_ = decoder_new;
    spec.slots.init = decoder_init;
    spec.slots.dealloc = decoder_dealloc;
    spec.slots.traverse = decoder_traverse;
    spec.methods = methods;
    spec.getset = getset;
    spec.text_signature = "IncrementalNewlineDecoder(decoder, translate, errors='strict')";
    io_types(t).newline_decoder = define_type(t, spec);
    return module_add(t, module, "IncrementalNewlineDecoder", Value(io_types(t).newline_decoder));
}

}  // namespace minipy::io
