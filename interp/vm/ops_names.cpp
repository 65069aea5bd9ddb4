#include "objects/dict.h"
#include "objects/opcodes.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/ops.h"

namespace minipy {

namespace {

Value name_of(Frame* frame, Instr* pc) { return frame->code->names[pc->b]; }

Raised raise_undefined(Thread& t, Value name) {
    return raise_name_error(t, exc(t).NameError, "name '%s' is not defined", name);
}

// Looks in the globals, then the builtins; learns the place.
Value find_global(Thread& t, Frame* frame, Value name, GlobalCache* cache, Instr* pc) {
    Dict* globals = frame->function->globals.as<Dict>();
    int64_t position = dict_find_str(t, globals, name);
    if (position >= 0) {
        if (pc && (cache->globals_version = dict_version(t, globals))) {
            cache->builtins_version = 0;
            cache->position = static_cast<uint32_t>(position);
            pc->op = static_cast<uint8_t>(Op::LoadGlobal_Q);
        }
        return Owned::share(globals->entries[position].value).take();
    }
    Value builtins_value = frame->function->builtins;
    if (!is_exact(builtins_value, Kind::Dict)) {
        Owned found = get_item(t, builtins_value, name);
        if (found.is_error() && catch_exception(t, exc(t).KeyError)) return Value::unbound();
        return found.take();
    }
    Dict* builtins = builtins_value.as<Dict>();
    position = dict_find_str(t, builtins, name);
    if (position < 0) return Value::unbound();
    if (pc && (cache->globals_version = dict_version(t, globals)) &&
        (cache->builtins_version = dict_version(t, builtins))) {
        cache->position = static_cast<uint32_t>(position);
        pc->op = static_cast<uint8_t>(Op::LoadBuiltin_Q);
    }
    return Owned::share(builtins->entries[position].value).take();
}

}  // namespace

Value op_load_global(Thread& t, Frame* frame, Instr* pc) {
    Value found = find_global(t, frame, name_of(frame, pc), &frame->code->global_caches[pc->c], pc);
    if (!found.is_unbound()) return found;
    (void)raise_undefined(t, name_of(frame, pc));
    return Value::error();
}

Value op_load_name(Thread& t, Frame* frame, Instr* pc) {
    Value name = name_of(frame, pc), space = frame->locals;
    if (is_exact(space, Kind::Dict)) {
        if (space == frame->function->globals) return op_load_global(t, frame, pc);
        Value found = dict_get_str(t, space.as<Dict>(), name);
        if (!found.is_unbound()) return Owned::share(found).take();
    } else if (space.is_object()) {
        Owned found = get_item(t, space, name);
        if (!found.is_error()) return found.take();
        if (!catch_exception(t, exc(t).KeyError)) return Value::error();
    }
    Value found = find_global(t, frame, name, nullptr, nullptr);
    if (!found.is_unbound()) return found;
    (void)raise_undefined(t, name);
    return Value::error();
}

Status op_store_name(Thread& t, Frame* frame, Instr* pc, Value value) {
    Value space = frame->locals;
    if (is_exact(space, Kind::Dict)) return dict_set(t, space.as<Dict>(), name_of(frame, pc), value);
    return set_item(t, space, name_of(frame, pc), value);
}

Status op_delete_name(Thread& t, Frame* frame, Instr* pc) {
    Value name = name_of(frame, pc);
    if (del_item(t, frame->locals, name).is_error()) {
        if (!catch_exception(t, exc(t).KeyError)) return Raised{};
        return raise_undefined(t, name);
    }
    return {};
}

Status op_store_global(Thread& t, Frame* frame, Instr* pc, Value value) {
    return dict_set(t, frame->function->globals.as<Dict>(), name_of(frame, pc), value);
}

Status op_delete_global(Thread& t, Frame* frame, Instr* pc) {
    if (!TRY(dict_remove(t, frame->function->globals.as<Dict>(), name_of(frame, pc))))
        return raise_undefined(t, name_of(frame, pc));
    return {};
}

Value op_load_class_free(Thread& t, Frame* frame, Instr* pc) {
    Value name = frame->code->names[pc->c];
    Owned found = is_exact(frame->locals, Kind::Dict)
                      ? Owned::share(dict_get_str(t, frame->locals.as<Dict>(), name))
                      : get_item(t, frame->locals, name);
    if (found.is_error()) {
        if (!catch_exception(t, exc(t).KeyError)) return Value::error();
    } else if (!found.is_unbound()) {
        return found.take();
    }
    Value content = frame->function->closure.as<Tuple>()->at(pc->b).as<Cell>()->content;
    if (content.is_unbound()) {
        (void)raise_unbound_free(t, frame, pc->b);
        return Value::error();
    }
    return Owned::share(content).take();
}

Raised raise_unbound_local(Thread& t, Frame* frame, uint16_t reg) {
    return raise_name_error(t, exc(t).UnboundLocalError,
                            "cannot access local variable '%s' where it is not associated with a value",
                            frame->code->local_names[reg]);
}

Raised raise_unbound_free(Thread& t, Frame* frame, uint16_t index) {
    return raise_name_error(
        t, exc(t).NameError,
        "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
        frame->code->free_names[index]);
}

}  // namespace minipy
