// Reader: the pickle machine. It reads one instruction after the other and works on a stack of objects.
//
//     stack_   objects, owned; an instruction takes its operands from the top and puts its result there
//     marks_   heights of the stack: what Mark set and Appends, Tuple, ... take everything above of
//     fence_   the topmost mark: no instruction reaches below it by mistake
//     memo_    objects by number
//
// Input is a window [at_, end_) on bytes that are there: the argument of loads(), or what the file gave last. The file is
// never read past the end of the pickle, so that several can follow each other in it: without frames, a file that can
// peek shows its next bytes, and those that were used are read (and dropped) before anything else is asked of it.
#pragma once

#include <unordered_map>
#include <vector>

#include "state.h"

namespace minipy::pickle {

class ReaderMemo {
  public:
    ~ReaderMemo() { clear(); }
    Value get(uint64_t index) const {  // Unbound: nothing there
        if (index < dense_.size()) return dense_[index];
        auto found = sparse_.find(index);
        return found == sparse_.end() ? Value::unbound() : found->second;
    }
    void put(uint64_t index, Value value);
    void clear();
    void reserve(size_t count) { dense_.reserve(count); }
    void swap(ReaderMemo& other) {
        dense_.swap(other.dense_);
        sparse_.swap(other.sparse_);
        std::swap(count_, other.count_);
    }
    // How many numbers are in use: the next one of Memoize.
    size_t count() const { return count_; }
    template <class Body>
    Status for_each(Body&& body) const {
        for (size_t i = 0; i < dense_.size(); ++i) {
            if (!dense_[i].is_unbound()) TRY(body(i, dense_[i]));
        }
        for (auto& [index, value] : sparse_) TRY(body(index, value));
        return {};
    }

  private:
    std::vector<Value> dense_;  // owned; Unbound: not in use
    std::unordered_map<uint64_t, Value>
        sparse_;  // numbers far above the others: a table up to them would be too large
    size_t count_ = 0;
};

class Reader {
  public:
    Reader() = default;
    Reader(const Reader&) = delete;
    ~Reader() { drop_stack(0); }

    Status configure(Thread&, bool fix_imports, Value encoding, Value errors, Value buffers);
    void set_input(std::string_view data) {
        at_ = data.data();
        end_ = at_ + data.size();
    }
    Owned load(Thread&);
    size_t memory_used() const { return stack_.capacity() * sizeof(Value) + memo.count() * sizeof(Value); }
    void traverse(Visitor&);
    void clear();

    ReaderMemo memo;
    Owned read = Owned::unbound(), readline = Owned::unbound(), peek = Owned::unbound();
    Hook persistent_load;
    Value self = Value::unbound();           // the Unpickler, borrowed; Unbound in loads()
    Value find_class_of = Value::unbound();  // the same when its class may have a find_class of its own
    int protocol = 0;
    bool fix_imports = true;

  private:
    // ---- input (reader.cpp) ----
    // A pointer to that many bytes, good until the next call; null: raised.
    const char* take(Thread& t, size_t size) {
        if (static_cast<size_t>(end_ - at_) >= size) [[likely]] {
            const char* p = at_;
            at_ += size;
            return p;
        }
        return refill(t, size);
    }
    const char* refill(Thread&, size_t size);
    Result<std::string_view> take_line(Thread&);
    Status skip_used(Thread&);
    Raised truncated(Thread&);
    Result<uint64_t> take_number(Thread&, int bytes);

    // ---- stack ----
    void push(Owned value) { stack_.push_back(value.take()); }
    void drop_stack(size_t height);
    Raised underflow(Thread&);
    Status pop_mark(Thread&, size_t* height);
    Status need(Thread& t, size_t count) {
        if (stack_.size() >= fence_ + count) [[likely]]
            return {};
        return underflow(t);
    }
    Owned pop() {
        Value value = stack_.back();
        stack_.pop_back();
        return Owned::adopt(value);
    }
    Owned tuple_from(Thread&, size_t height);

    // ---- instructions ----
    Status run(Thread&, char code);       // reader.cpp
    Status run_rare(Thread&, char code);  // load_text.cpp: those of protocols 0 and 1
    Status load_int_text(Thread&);
    Status load_long_text(Thread&);
    Status load_float_text(Thread&);
    Status load_string_text(Thread&);
    Status load_unicode_text(Thread&);
    Status load_binstring(Thread&, int length_bytes);
    Status load_long(Thread&, int length_bytes);
    Status load_str(Thread&, int length_bytes);
    Status load_bytes(Thread&, int length_bytes);
    Status load_bytearray(Thread&);
    Status load_frame(Thread&);
    Status load_get(Thread&, uint64_t index);
    Status load_put(Thread&, uint64_t index);
    // load_objects.cpp
    Status load_persistent(Thread&, Owned id);
    Status load_tuple(Thread&, size_t count);
    Status load_list(Thread&);
    Status load_dict(Thread&);
    Status load_appends(Thread&, size_t height);
    Status load_setitems(Thread&, size_t height);
    Status load_additems(Thread&);
    Status load_frozenset(Thread&);
    Status load_global(Thread&);
    Status load_stack_global(Thread&);
    Status load_extension(Thread&, int bytes);
    Status load_newobj(Thread&, bool keywords);
    Status load_reduce(Thread&);
    Status load_build(Thread&);
    Status load_inst(Thread&);
    Status load_obj(Thread&);
    Status load_next_buffer(Thread&);
    Status load_readonly_buffer(Thread&);
    Status set_attributes(Thread&, Value object, Value dict);
    Owned instantiate(Thread&, Value cls, Value arguments);
    Owned find_class(Thread&, Value module, Value name);
    Owned decode_string(Thread&, std::string_view);

    const char *at_ = nullptr, *end_ = nullptr;
    Owned chunk_;                   // the Bytes that the window lies in
    const char* peeked_ = nullptr;  // where the window began, when its bytes were only peeked at
    bool in_frame_ = false;
    std::vector<Value> stack_;
    std::vector<size_t> marks_;
    size_t fence_ = 0;
    Owned buffers_ = Owned::unbound();  // an iterator
    std::string encoding_ = "ASCII", errors_ = "strict";
};

// Takes the methods of the file; TypeError when they are missing.
Status open_file(Thread&, Reader&, Value file);
// What Unpickler.find_class does.
Owned find_global(Thread&, Value module, Value name, int protocol, bool fix_imports);

}  // namespace minipy::pickle
