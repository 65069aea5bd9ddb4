// Saving tuples, lists, dicts and sets. A container that may contain itself goes into the memo before its items do; a
// tuple or frozenset cannot, so that when it turns up in the memo after its items were saved, the copy just written is
// thrown away and the first one fetched.
#include <algorithm>

#include "writer.h"

namespace minipy::pickle {

// ---- fast mode has no memo: what keeps it from going round in circles ----

constexpr int kFastLimit = 50;

Status Writer::enter_fast(Thread& t, Value object) {
    if (!fast || ++fast_depth_ < kFastLimit) return {};
    if (std::find(fast_objects_.begin(), fast_objects_.end(), object) != fast_objects_.end()) {
        fast_depth_ = 0;
        return raise_value_error(t,
                                 "fast mode: can't pickle cyclic objects including object type %.200s at %p",
                                 type_name(t, object), static_cast<void*>(object.object()));
    }
    fast_objects_.push_back(object);
    return {};
}

void Writer::leave_fast(Value object) {
    if (!fast || fast_depth_-- < kFastLimit) return;
    auto at = std::find(fast_objects_.begin(), fast_objects_.end(), object);
    if (at != fast_objects_.end()) fast_objects_.erase(at);
}

// ---- tuples ----

Status Writer::save_tuple(Thread& t, Value object) {
    Tuple* tuple = object.as<Tuple>();
    size_t length = tuple->length;
    if (!length) {
        if (binary)
            put(op::EmptyTuple);
        else
            put(std::string_view("(t", 2));
        return {};
    }
    bool short_form = length <= 3 && protocol >= 2;
    if (!short_form) put(op::Mark);
    for (size_t i = 0; i < length; ++i) TRY(save(t, tuple->at(i)));
    size_t known = memo.find(object);
    if (known != WriterMemo::kAbsent) {
        if (!short_form && binary)
            put(op::PopMark);
        else
            put(std::string(length + !short_form, op::Pop));
        put_get(known);
        return {};
    }
    constexpr char short_codes[] = {op::EmptyTuple, op::Tuple1, op::Tuple2, op::Tuple3};
    put(short_form ? short_codes[length] : op::Tuple);
    memoize(object);
    return {};
}

// ---- lists ----

Status Writer::save_list(Thread& t, Value object) {
    TRY(enter_fast(t, object));
    if (binary)
        put(op::EmptyList);
    else
        put(std::string_view("(l", 2));
    memoize(object);
    Status done;
    if (object.as<List>()->length) {
        if (binary) {
            done = save_list_items(t, object);
        } else {
            Owned iterator = TRY(get_iter(t, object));
            done = append_all(t, iterator);
        }
    }
    leave_fast(object);
    return done;
}

Status Writer::save_list_items(Thread& t, Value object) {
    List* list = object.as<List>();
    if (list->length == 1) {
        Owned item = Owned::share(list->items[0]);
        TRY(save(t, item));
        put(op::Append);
        return {};
    }
    size_t at = 0;
    do {
        put(op::Mark);
        for (size_t n = 0; n < kBatch && at < list->length; ++n) {
            Value item = list->items[at++];
            if (item.is_int() && !persistent_id.is_set()) {
                TRY(end_of_opcode(t));
                save_int(item.as_int());
                continue;
            }
            TRY(save(t, Owned::share(item)));
        }
        put(op::Appends);
    } while (at < list->length);
    return {};
}

// The items of any iterator, one Append each in text protocols.
Status Writer::append_all(Thread& t, Value iterator) {
    if (!binary) {
        for (;;) {
            Owned item = TRY(iter_next(t, iterator));
            if (item.is_stop()) return {};
            TRY(save(t, item));
            put(op::Append);
        }
    }
    for (size_t count = kBatch; count == kBatch;) {
        Owned first = TRY(iter_next(t, iterator));
        if (first.is_stop()) return {};
        Owned item = TRY(iter_next(t, iterator));
        if (item.is_stop()) {
            TRY(save(t, first));
            put(op::Append);
            return {};
        }
        put(op::Mark);
        TRY(save(t, first));
        for (count = 1; !item.is_stop();) {
            TRY(save(t, item));
            if (++count == kBatch) break;
            item = TRY(iter_next(t, iterator));
        }
        put(op::Appends);
    }
    return {};
}

// ---- dicts ----

Status Writer::save_dict(Thread& t, Value object) {
    TRY(enter_fast(t, object));
    if (binary)
        put(op::EmptyDict);
    else
        put(std::string_view("(d", 2));
    memoize(object);
    Status done;
    if (object.as<Dict>()->used) {
        if (binary) {
            done = save_dict_items(t, object);
        } else {
            Owned iterator = TRY(get_iter(t, TRY(call_method(t, object, names(t).items))));
            done = set_all(t, iterator);
        }
    }
    leave_fast(object);
    return done;
}

Status Writer::save_dict_items(Thread& t, Value object) {
    Dict* dict = object.as<Dict>();
    size_t at = 0, size = dict->used;
    if (size == 1) {
        DictEntry* entry = dict_next(dict, &at);
        Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
        TRY(save(t, key));
        TRY(save(t, value));
        put(op::SetItem);
        return {};
    }
    size_t count;
    do {
        put(op::Mark);
        count = 0;
        while (DictEntry* entry = dict_next(dict, &at)) {
            Owned key = Owned::share(entry->key), value = Owned::share(entry->value);
            TRY(save(t, key));
            TRY(save(t, value));
            if (++count == kBatch) break;
        }
        put(op::SetItems);
        if (dict->used != size) return raise_runtime_error(t, "dictionary changed size during iteration");
    } while (count == kBatch);
    return {};
}

// Pairs of any iterator.
Status Writer::set_all(Thread& t, Value iterator) {
    auto save_pair = [&](Value pair) -> Status {
        if (!is_tuple(pair) || pair.as<Tuple>()->length != 2)
            return raise_type_error(t, "dict items iterator must return 2-tuples");
        TRY(save(t, pair.as<Tuple>()->at(0)));
        return save(t, pair.as<Tuple>()->at(1));
    };
    if (!binary) {
        for (;;) {
            Owned pair = TRY(iter_next(t, iterator));
            if (pair.is_stop()) return {};
            TRY(save_pair(pair));
            put(op::SetItem);
        }
    }
    for (size_t count = kBatch; count == kBatch;) {
        Owned first = TRY(iter_next(t, iterator));
        if (first.is_stop()) return {};
        Owned pair = TRY(iter_next(t, iterator));
        if (pair.is_stop()) {
            TRY(save_pair(first));
            put(op::SetItem);
            return {};
        }
        put(op::Mark);
        TRY(save_pair(first));
        for (count = 1; !pair.is_stop();) {
            TRY(save_pair(pair));
            if (++count == kBatch) break;
            pair = TRY(iter_next(t, iterator));
        }
        put(op::SetItems);
    }
    return {};
}

// ---- sets ----

Status Writer::save_set(Thread& t, Value object) {
    Set* set = object.as<Set>();
    if (protocol < 4) {
        Ref<List> items = TRY(to_list(t, object));
        Owned arguments = TRY(make_tuple(t, {items}));
        return save_reduced_parts(t, {Value(types(t).set), arguments}, object);
    }
    put(op::EmptySet);
    memoize(object);
    size_t size = set->used, at = 0, count;
    if (!size) return {};
    do {
        put(op::Mark);
        count = 0;
        while (SetEntry* entry = set_next(set, &at)) {
            Owned key = Owned::share(entry->key);
            TRY(save(t, key));
            if (++count == kBatch) break;
        }
        put(op::AddItems);
        if (set->used != size) return raise_runtime_error(t, "set changed size during iteration");
    } while (count == kBatch);
    return {};
}

Status Writer::save_frozenset(Thread& t, Value object) {
    TRY(enter_fast(t, object));
    if (protocol < 4) {
        Ref<List> items = TRY(to_list(t, object));
        Owned arguments = TRY(make_tuple(t, {items}));
        Status done = save_reduced_parts(t, {Value(types(t).frozenset), arguments}, object);
        leave_fast(object);
        return done;
    }
    put(op::Mark);
    size_t at = 0;
    while (SetEntry* entry = set_next(object.as<Set>(), &at)) TRY(save(t, Owned::share(entry->key)));
    leave_fast(object);
    size_t known = memo.find(object);
    if (known != WriterMemo::kAbsent) {
        put(op::PopMark);
        put_get(known);
        return {};
    }
    put(op::FrozenSet);
    memoize(object);
    return {};
}

}  // namespace minipy::pickle
