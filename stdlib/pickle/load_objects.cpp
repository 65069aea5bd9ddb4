// The instructions that make containers and objects: what finds classes, calls them and gives them their state.
#include "reader.h"

namespace minipy::pickle {

// ---- containers ----

Status Reader::load_tuple(Thread& t, size_t count) {
    TRY(need(t, count));
    push(TRY(tuple_from(t, stack_.size() - count)));
    return {};
}

Status Reader::load_list(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    Owned list = TRY(make_list(t, stack_.data() + height, stack_.size() - height));
    drop_stack(height);
    push(std::move(list));
    return {};
}

Status Reader::load_dict(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    Ref<Dict> dict = TRY(new_dict(t));
    if ((stack_.size() - height) % 2)
        return raise_error(t, state(t).unpickling_error, "odd number of items for DICT");
    Owned items = TRY(tuple_from(t, height));
    Tuple* pairs = items.as<Tuple>();
    for (size_t i = 0; i < pairs->length; i += 2)
        TRY(dict_set(t, dict.get(), pairs->at(i), pairs->at(i + 1)));
    push(std::move(dict));
    return {};
}

// Everything from that height on goes to the list below it.
Status Reader::load_appends(Thread& t, size_t height) {
    if (height > stack_.size() || height <= fence_) return underflow(t);
    if (height == stack_.size()) return {};
    Value target = stack_[height - 1];
    if (is_list(target) && type_of(t, target) == types(t).list) {
        List* list = target.as<List>();
        size_t count = stack_.size() - height;
        if (list->length + count > list->capacity) TRY(list_grow(t, list, list->length + count));
        for (size_t i = 0; i < count; ++i) list->items[list->length++] = stack_[height + i];
        stack_.resize(height);
        return {};
    }
    Owned object = Owned::share(target), items = TRY(tuple_from(t, height));
    Owned extend = TRY(lookup_attr(t, object, state(t).extend));
    if (!extend.is_unbound()) {
        Owned list = TRY(make_list(t, items.as<Tuple>()->begin(), items.as<Tuple>()->length));
        TRY(minipy::call(t, extend, {list}));
        return {};
    }
    Owned append = TRY(get_attr(t, object, state(t).append));
    for (Value item : *items.as<Tuple>()) TRY(minipy::call(t, append, {item}));
    return {};
}

Status Reader::load_setitems(Thread& t, size_t height) {
    if (height > stack_.size() || height <= fence_) return underflow(t);
    if (height == stack_.size()) return {};
    if ((stack_.size() - height) % 2)
        return raise_error(t, state(t).unpickling_error, "odd number of items for SETITEMS");
    Owned target = Owned::share(stack_[height - 1]);
    if (type_of(t, target) == types(t).dict) {
        // Text needs no Python to be hashed and compared: the items stay on the stack meanwhile.
        Dict* dict = target.as<Dict>();
        size_t at = height;
        for (; at < stack_.size() && dict->only_str_keys && is_exact(stack_[at], Kind::Str); at += 2)
            TRY(dict_set(t, dict, stack_[at], stack_[at + 1]));
        if (at == stack_.size()) {
            drop_stack(height);
            return {};
        }
        Owned rest = TRY(tuple_from(t, at));
        drop_stack(height);
        Tuple* pairs = rest.as<Tuple>();
        for (size_t i = 0; i < pairs->length; i += 2) TRY(dict_set(t, dict, pairs->at(i), pairs->at(i + 1)));
        return {};
    }
    Owned items = TRY(tuple_from(t, height));
    Tuple* pairs = items.as<Tuple>();
    for (size_t i = 0; i < pairs->length; i += 2) TRY(set_item(t, target, pairs->at(i), pairs->at(i + 1)));
    return {};
}

Status Reader::load_additems(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    if (height <= fence_) return underflow(t);
    if (height == stack_.size()) return {};
    Owned target = Owned::share(stack_[height - 1]), items = TRY(tuple_from(t, height));
    if (is_kind(target, Kind::Set)) {
        for (Value item : *items.as<Tuple>()) TRY(set_add(t, target.as<Set>(), item));
        return {};
    }
    Owned add = TRY(get_attr(t, target, state(t).add));
    for (Value item : *items.as<Tuple>()) TRY(minipy::call(t, add, {item}));
    return {};
}

Status Reader::load_frozenset(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    Owned items = TRY(tuple_from(t, height));
    push(TRY(minipy::call(t, Value(types(t).frozenset), {items})));
    return {};
}

// ---- classes and functions by name ----

Owned find_global(Thread& t, Value module_arg, Value name_arg, int protocol, bool fix_imports) {
    State& s = state(t);
    Owned module_name = Owned::share(module_arg), name = Owned::share(name_arg);
    if (protocol < 3 && fix_imports) {
        TRY(load_compat_tables(t));
        Owned key = TRY(make_tuple(t, {module_name, name}));
        Value both = dict_get(t, s.names_to_3, key);
        if (both.is_error()) return Raised{};
        if (is_tuple(both) && both.as<Tuple>()->length == 2) {
            module_name = Owned::share(both.as<Tuple>()->at(0));
            name = Owned::share(both.as<Tuple>()->at(1));
        } else {
            Value renamed = dict_get(t, s.modules_to_3, module_name);
            if (renamed.is_error()) return Raised{};
            if (!renamed.is_unbound()) module_name = Owned::share(renamed);
        }
    }
    Owned module = TRY(import_named(t, module_name));
    if (protocol < 4) {
        std::vector<Owned> path;
        path.push_back(std::move(name));
        return deep_attribute(t, module, path);
    }
    std::vector<Owned> path = TRY(dotted_path(t, module, name));
    return deep_attribute(t, module, path);
}

Owned Reader::find_class(Thread& t, Value module, Value name) {
    if (find_class_of.is_unbound()) return find_global(t, module, name, protocol, fix_imports);
    return call_method(t, Owned::share(find_class_of), state(t).find_class, {module, name});
}

Status Reader::load_global(Thread& t) {
    auto text = [&](std::string_view line) -> Owned {
        Owned bytes = TRY(make_bytes(t, line));
        return call_method(t, bytes, names(t).decode);
    };
    std::string_view line = TRY(take_line(t));
    if (line.empty()) return truncated(t);
    Owned module = TRY(text(line));
    line = TRY(take_line(t));
    if (line.empty()) return truncated(t);
    Owned name = TRY(text(line));
    push(TRY(find_class(t, module, name)));
    return {};
}

Status Reader::load_stack_global(Thread& t) {
    TRY(need(t, 2));
    Owned name = pop(), module = pop();
    if (!is_exact(name, Kind::Str) || !is_exact(module, Kind::Str))
        return raise_error(t, state(t).unpickling_error, "STACK_GLOBAL requires str");
    push(TRY(find_class(t, module, name)));
    return {};
}

// ---- objects ----

Status Reader::load_newobj(Thread& t, bool keywords) {
    Type* error = state(t).unpickling_error;
    const char* what = keywords ? "NEWOBJ_EX" : "NEWOBJ";
    TRY(need(t, keywords ? 3 : 2));
    Owned kwargs = keywords ? pop() : Owned::unbound(), args = pop(), cls = pop();
    if (!is_kind(cls, Kind::Type))
        return raise_error(t, error, "%s class argument must be a type, not %.200s", what, type_name(t, cls));
    Type* type = cls.as<Type>();
    if (!type->slots.new_) {
        return raise_error(t, error, "%s class argument '%.200s' doesn't have __new__", what,
                           type_full_name(t, type).c_str());
    }
    if (!is_tuple(args))
        return raise_error(t, error, "%s args argument must be tuple, not %.200s", what, type_name(t, args));
    if (keywords && !is_dict(kwargs))
        return raise_error(t, error, "%s kwargs argument must be dict, not %.200s", what,
                           type_name(t, kwargs));
    if (keywords && kwargs.as<Dict>()->used) {
        Owned maker = TRY(get_attr(t, cls, names(t).__new__));
        std::vector<Value> all{cls.get()};
        all.insert(all.end(), args.as<Tuple>()->begin(), args.as<Tuple>()->end());
        Owned positional = TRY(make_tuple(t, all.data(), all.size()));
        push(TRY(call_with(t, maker, positional, kwargs)));
        return {};
    }
    CallArgs call_args{args.as<Tuple>()->begin(), static_cast<uint32_t>(args.as<Tuple>()->length)};
    push(TRY(type->slots.new_(t, type, call_args)));
    return {};
}

Status Reader::load_reduce(Thread& t) {
    TRY(need(t, 2));
    Owned arguments = pop(), function = pop();
    if (!is_tuple(arguments)) return raise_type_error(t, "argument list must be a tuple");
    push(TRY(call_with(t, function, arguments, Value::unbound())));
    return {};
}

// Old-style instances: without arguments, and unless the class says otherwise, no __init__.
Owned Reader::instantiate(Thread& t, Value cls, Value arguments) {
    if (!arguments.as<Tuple>()->length && is_kind(cls, Kind::Type)) {
        Owned wants = TRY(lookup_attr(t, cls, state(t).getinitargs));
        if (wants.is_unbound()) return call_method(t, cls, names(t).__new__, {cls});
    }
    return call_with(t, cls, arguments, Value::unbound());
}

Status Reader::load_inst(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    std::string_view line = TRY(take_line(t));
    if (line.empty()) return truncated(t);
    Owned module = TRY(make_str(t, line));
    line = TRY(take_line(t));
    if (line.empty()) return truncated(t);
    Owned name = TRY(make_str(t, line));
    Owned cls = TRY(find_class(t, module, name));
    if (height > stack_.size()) return underflow(t);
    Owned arguments = TRY(tuple_from(t, height));
    push(TRY(instantiate(t, cls, arguments)));
    return {};
}

Status Reader::load_obj(Thread& t) {
    size_t height;
    TRY(pop_mark(t, &height));
    if (stack_.size() < height + 1) return underflow(t);
    Owned arguments = TRY(tuple_from(t, height + 1)), cls = pop();
    push(TRY(instantiate(t, cls, arguments)));
    return {};
}

// The items of the dict become attributes, as if by obj.__dict__.update(dict).
Status Reader::set_attributes(Thread& t, Value object, Value state_dict) {
    Owned dict = TRY(get_attr(t, object, names(t).__dict__));
    size_t at = 0;
    while (DictEntry* entry = dict_next(state_dict.as<Dict>(), &at)) {
        Owned key =
            is_exact(entry->key, Kind::Str) ? Owned::share(intern(t, entry->key)) : Owned::share(entry->key);
        Owned value = Owned::share(entry->value);
        TRY(set_item(t, dict, key, value));
    }
    return {};
}

Status Reader::load_build(Thread& t) {
    Type* error = state(t).unpickling_error;
    TRY(need(t, 2));
    Owned whole = pop(), object = Owned::share(stack_.back());
    Owned setter = TRY(lookup_attr(t, object, names(t).__setstate__));
    if (!setter.is_unbound()) {
        TRY(minipy::call(t, setter, {whole}));
        return {};
    }
    Owned attributes = whole.dup(), slots = Owned::none();
    if (is_tuple(whole) && whole.as<Tuple>()->length == 2) {
        attributes = Owned::share(whole.as<Tuple>()->at(0));
        slots = Owned::share(whole.as<Tuple>()->at(1));
    }
    if (!attributes.is_none()) {
        if (!is_dict(attributes)) return raise_error(t, error, "state is not a dictionary");
        TRY(set_attributes(t, object, attributes));
    }
    if (!slots.is_none()) {
        if (!is_dict(slots)) return raise_error(t, error, "slot state is not a dictionary");
        size_t at = 0;
        while (DictEntry* entry = dict_next(slots.as<Dict>(), &at)) {
            Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
            if (!is_str(key)) {
                return raise_type_error(t, "attribute name must be string, not '%.200s'", type_name(t, key));
            }
            TRY(set_attr(t, object, intern(t, key), value));
        }
    }
    return {};
}

}  // namespace minipy::pickle
