// The input of a Reader, its stack, and the instructions that come most often.
#include "reader.h"

#include <cstring>

#include "support/utf8.h"

namespace minipy::pickle {

constexpr size_t kPrefetch = 128 * 1024;

// ---- memo ----

void ReaderMemo::put(uint64_t index, Value value) {
    retain(value);
    if (index >= dense_.size()) {
        if (index > dense_.size() * 2 + 1024) {
            auto [at, fresh] = sparse_.try_emplace(index, Value::unbound());
            count_ += fresh;
            Value old = at->second;
            at->second = value;
            release(old);
            return;
        }
        if (!sparse_.empty()) {  // a number that was far off may be near now
            auto old = sparse_.find(index);
            if (old != sparse_.end()) {
                release(old->second);
                old->second = value;
                return;
            }
        }
        if (index == dense_.size()) {
            dense_.push_back(value);
            ++count_;
            return;
        }
        dense_.resize(index + 1, Value::unbound());
    }
    Value old = dense_[index];
    count_ += old.is_unbound();
    dense_[index] = value;
    release(old);
}

void ReaderMemo::clear() {
    std::vector<Value> dense;
    std::unordered_map<uint64_t, Value> sparse;
    dense.swap(dense_);
    sparse.swap(sparse_);
    count_ = 0;
    for (Value value : dense) release(value);
    for (auto& [index, value] : sparse) release(value);
}

// ---- input ----

Raised Reader::truncated(Thread& t) {
    return raise_error(
        t, state(t).unpickling_error,
        in_frame_ && at_ != end_ ? "pickle exhausted before end of frame" : "pickle data was truncated");
}

Status Reader::skip_used(Thread& t) {
    if (!peeked_) return {};
    size_t used = static_cast<size_t>(at_ - peeked_);
    peeked_ = nullptr;
    at_ = end_ = nullptr;
    if (!used) return {};
    TRY(minipy::call(t, read, {Value::from_int(static_cast<int64_t>(used))}));
    return {};
}

const char* Reader::refill(Thread& t, size_t size) {
    auto fail = [&]() -> const char* { return nullptr; };
    if (read.is_unbound() || at_ != end_) {
        if (read.is_unbound() || !peeked_) {
            (void)truncated(t);
            return fail();
        }
    }
    in_frame_ = false;
    if (skip_used(t).is_error()) return fail();
    auto show = [&](Owned data) {
        if (data.is_error()) return false;
        if (!is_bytes(data)) {
            (void)raise_value_error(t, "read() returned non-bytes object (%.200s)", type_name(t, data));
            return false;
        }
        std::string_view view = data.as<Bytes>()->view();
        chunk_ = std::move(data);
        set_input(view);
        return true;
    };
    if (!peek.is_unbound() && size < kPrefetch) {
        Owned function = peek.dup(), data = minipy::call(t, function, {Value::from_int(kPrefetch)});
        if (data.is_error()) {
            if (!catch_exception(t, exc(t).NotImplementedError)) return fail();
            peek = Owned::unbound();
        } else {
            if (!show(std::move(data))) return fail();
            peeked_ = at_;
            if (static_cast<size_t>(end_ - at_) >= size) return take(t, size);
            at_ = end_ = peeked_ = nullptr;
        }
    }
    if (size > INT64_MAX >> 1) {
        (void)truncated(t);
        return fail();
    }
    Owned function = read.dup();
    if (!show(minipy::call(t, function, {Value::from_int(static_cast<int64_t>(size))}))) return fail();
    if (static_cast<size_t>(end_ - at_) < size) {
        at_ = end_;
        (void)truncated(t);
        return fail();
    }
    return take(t, size);
}

// Up to the end of the line, which is left out.
Result<std::string_view> Reader::take_line(Thread& t) {
    if (at_ != end_) {
        if (auto* newline = static_cast<const char*>(memchr(at_, '\n', static_cast<size_t>(end_ - at_)))) {
            std::string_view line(at_, static_cast<size_t>(newline - at_));
            at_ = newline + 1;
            return line;
        }
        if (read.is_unbound() || !peeked_) return truncated(t);
    }
    if (read.is_unbound()) return truncated(t);
    in_frame_ = false;
    TRY(skip_used(t));
    Owned function = readline.dup(), data = TRY(minipy::call(t, function));
    if (!is_bytes(data))
        return raise_value_error(t, "readline() returned non-bytes object (%.200s)", type_name(t, data));
    std::string_view view = data.as<Bytes>()->view();
    chunk_ = std::move(data);
    set_input(view);
    at_ = end_;
    if (view.empty() || view.back() != '\n') return truncated(t);
    return view.substr(0, view.size() - 1);
}

Result<uint64_t> Reader::take_number(Thread& t, int bytes) {
    const char* p = take(t, static_cast<size_t>(bytes));
    if (!p) return Raised{};
    uint64_t number = 0;
    memcpy(&number, p, static_cast<size_t>(bytes));
    return number;
}

Status Reader::load_frame(Thread& t) {
    uint64_t size = TRY(take_number(t, 8));
    if (size > INT64_MAX) {
        return raise_overflow_error(t, "FRAME length exceeds system's maximum of %zd bytes",
                                    static_cast<ssize_t>(INT64_MAX));
    }
    const char* p = take(t, size);
    if (!p) return Raised{};
    at_ = p;  // the whole frame is in the window now
    in_frame_ = !read.is_unbound() && !peeked_;
    return {};
}

// ---- stack ----

void Reader::drop_stack(size_t height) {
    while (stack_.size() > height) (void)pop();
}

Raised Reader::underflow(Thread& t) {
    return raise_error(t, state(t).unpickling_error,
                       marks_.empty() ? "unpickling stack underflow" : "unexpected MARK found");
}

Status Reader::pop_mark(Thread& t, size_t* height) {
    if (marks_.empty()) return raise_error(t, state(t).unpickling_error, "could not find MARK");
    *height = marks_.back();
    marks_.pop_back();
    fence_ = marks_.empty() ? 0 : marks_.back();
    if (*height > stack_.size()) return underflow(t);
    return {};
}

Owned Reader::tuple_from(Thread& t, size_t height) {
    Ref<Tuple> tuple = TRY(new_tuple(t, stack_.size() - height));
    for (size_t i = 0; i < tuple->length; ++i) tuple->items()[i] = stack_[height + i];
    stack_.resize(height);
    return tuple;
}

// ---- numbers and text ----

Status Reader::load_long(Thread& t, int length_bytes) {
    uint64_t size = TRY(take_number(t, length_bytes));
    if (size > INT32_MAX)
        return raise_error(t, state(t).unpickling_error, "LONG pickle has negative byte count");
    const char* p = take(t, size);
    if (!p) return Raised{};
    if (size <= 8) {
        uint64_t bits = 0;
        if (size) memcpy(&bits, p, size);
        int64_t value = size ? static_cast<int64_t>(bits << (64 - size * 8)) >> (64 - size * 8) : 0;
        push(make_int(t, value));
        return {};
    }
    bool negative = p[size - 1] & 0x80;
    std::string bytes(p, size);
    if (negative) {
        for (char& c : bytes) c = static_cast<char>(~c);
    }
    mpz_t number;
    mpz_init(number);
    mpz_import(number, size, -1, 1, 0, 0, bytes.data());
    if (negative) mpz_com(number, number);
    Owned value = make_int(t, number);
    mpz_clear(number);
    push(TRY(std::move(value)));
    return {};
}

Status Reader::load_str(Thread& t, int length_bytes) {
    uint64_t size = TRY(take_number(t, length_bytes));
    if (size > INT64_MAX) {
        return raise_overflow_error(t, "BINUNICODE%s exceeds system's maximum size of %zd bytes",
                                    length_bytes == 8 ? "8" : "", static_cast<ssize_t>(INT64_MAX));
    }
    const char* p = take(t, size);
    if (!p) return Raised{};
    std::string_view text(p, size);
    if (!is_ascii(text) && utf8_scan(text, Surrogates::Allow).error != Utf8Error::None) {
        // For the exception of the codec.
        Owned bytes = TRY(make_bytes(t, text)), handler = TRY(make_str(t, "surrogatepass")),
              encoding = TRY(make_str(t, "utf-8"));
        push(TRY(call_method(t, bytes, names(t).decode, {encoding, handler})));
        return {};
    }
    push(TRY(make_str(t, text)));
    return {};
}

Status Reader::load_bytes(Thread& t, int length_bytes) {
    uint64_t size = TRY(take_number(t, length_bytes));
    if (size > INT64_MAX) {
        return raise_overflow_error(t, "BINBYTES exceeds system's maximum size of %zd bytes",
                                    static_cast<ssize_t>(INT64_MAX));
    }
    const char* p = take(t, size);
    if (!p) return Raised{};
    push(TRY(make_bytes(t, {p, size})));
    return {};
}

Status Reader::load_bytearray(Thread& t) {
    uint64_t size = TRY(take_number(t, 8));
    if (size > INT64_MAX) {
        return raise_overflow_error(t, "BYTEARRAY8 exceeds system's maximum size of %zd bytes",
                                    static_cast<ssize_t>(INT64_MAX));
    }
    const char* p = take(t, size);
    if (!p) return Raised{};
    push(TRY(make_bytearray(t, {p, size})));
    return {};
}

Status Reader::load_get(Thread& t, uint64_t index) {
    Value value = memo.get(index);
    if (value.is_unbound())
        return raise_error(t, state(t).unpickling_error, "Memo value not found at index %ld",
                           static_cast<long>(index));
    push(Owned::share(value));
    return {};
}

Status Reader::load_put(Thread& t, uint64_t index) {
    TRY(need(t, 1));
    memo.put(index, stack_.back());
    return {};
}

// ---- the machine ----

Status Reader::run(Thread& t, char code) {
    switch (code) {
        case op::None:
            push(Owned::none());
            return {};
        case op::NewTrue:
            push(Owned::from_bool(true));
            return {};
        case op::NewFalse:
            push(Owned::from_bool(false));
            return {};
        case op::BinInt1:
            push(make_int(t, static_cast<int64_t>(TRY(take_number(t, 1)))));
            return {};
        case op::BinInt2:
            push(make_int(t, static_cast<int64_t>(TRY(take_number(t, 2)))));
            return {};
        case op::BinInt:
            push(make_int(t, int64_t{static_cast<int32_t>(TRY(take_number(t, 4)))}));
            return {};
        case op::Long1:
            return load_long(t, 1);
        case op::Long4:
            return load_long(t, 4);
        case op::BinFloat: {
            uint64_t bits = __builtin_bswap64(TRY(take_number(t, 8)));
            double value;
            memcpy(&value, &bits, 8);
            push(make_float(t, value));
            return {};
        }
        case op::ShortBinUnicode:
            return load_str(t, 1);
        case op::BinUnicode:
            return load_str(t, 4);
        case op::BinUnicode8:
            return load_str(t, 8);
        case op::ShortBinBytes:
            return load_bytes(t, 1);
        case op::BinBytes:
            return load_bytes(t, 4);
        case op::BinBytes8:
            return load_bytes(t, 8);
        case op::ByteArray8:
            return load_bytearray(t);
        case op::Mark:
            marks_.push_back(stack_.size());
            fence_ = stack_.size();
            return {};
        case op::EmptyTuple:
            push(TRY(make_tuple(t, {})));
            return {};
        case op::Tuple1:
            return load_tuple(t, 1);
        case op::Tuple2:
            return load_tuple(t, 2);
        case op::Tuple3:
            return load_tuple(t, 3);
        case op::Tuple: {
            size_t height;
            TRY(pop_mark(t, &height));
            push(TRY(tuple_from(t, height)));
            return {};
        }
        case op::EmptyList:
            push(TRY(new_list(t)));
            return {};
        case op::Append:
            TRY(need(t, 1));
            return load_appends(t, stack_.size() - 1);
        case op::Appends: {
            size_t height;
            TRY(pop_mark(t, &height));
            return load_appends(t, height);
        }
        case op::EmptyDict:
            push(TRY(new_dict(t)));
            return {};
        case op::SetItem:
            TRY(need(t, 2));
            return load_setitems(t, stack_.size() - 2);
        case op::SetItems: {
            size_t height;
            TRY(pop_mark(t, &height));
            return load_setitems(t, height);
        }
        case op::EmptySet:
            push(TRY(new_set(t)));
            return {};
        case op::AddItems:
            return load_additems(t);
        case op::FrozenSet:
            return load_frozenset(t);
        case op::Memoize:
            return load_put(t, memo.count());
        case op::BinGet:
            return load_get(t, TRY(take_number(t, 1)));
        case op::LongBinGet:
            return load_get(t, TRY(take_number(t, 4)));
        case op::BinPut:
            return load_put(t, TRY(take_number(t, 1)));
        case op::LongBinPut:
            return load_put(t, TRY(take_number(t, 4)));
        case op::Frame:
            return load_frame(t);
        case op::StackGlobal:
            return load_stack_global(t);
        case op::Global:
            return load_global(t);
        case op::NewObj:
            return load_newobj(t, false);
        case op::NewObjEx:
            return load_newobj(t, true);
        case op::Reduce:
            return load_reduce(t);
        case op::Build:
            return load_build(t);
        case op::Proto: {
            uint64_t version = TRY(take_number(t, 1));
            if (version > kHighestProtocol)
                return raise_value_error(t, "unsupported pickle protocol: %d", static_cast<int>(version));
            protocol = static_cast<int>(version);
            return {};
        }
        default:
            return run_rare(t, code);
    }
}

Owned Reader::load(Thread& t) {
    drop_stack(0);
    constexpr size_t kUsual = 32;
    stack_.reserve(kUsual);
    memo.reserve(kUsual);
    marks_.clear();
    fence_ = 0;
    protocol = 0;
    in_frame_ = false;
    for (;;) {
        const char* p = take(t, 1);
        if (!p) {
            if (catch_exception(t, state(t).unpickling_error))
                return raise_error(t, exc(t).EOFError, "Ran out of input");
            return Raised{};
        }
        if (*p == op::Stop) break;
        TRY(run(t, *p));
    }
    TRY(skip_used(t));
    TRY(need(t, 1));
    return pop();
}

void Reader::traverse(Visitor& visitor) {
    for (Value value : stack_) visitor.visit(value);
    (void)memo.for_each([&](uint64_t, Value value) {
        visitor.visit(value);
        return Status();
    });
    visitor.visit(read.get());
    visitor.visit(readline.get());
    visitor.visit(peek.get());
    visitor.visit(buffers_.get());
    visitor.visit(persistent_load.function.get());
}

void Reader::clear() {
    drop_stack(0);
    memo.clear();
    read = Owned::unbound();
    readline = Owned::unbound();
    peek = Owned::unbound();
    buffers_ = Owned::unbound();
    persistent_load = Hook();
}

}  // namespace minipy::pickle
