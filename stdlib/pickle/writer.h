// Writer: what takes objects apart and writes the instructions that put them together again.
//
//     [1, 'a']  ->  80 04 | 95 frame | 5d 94 | 28 | 4b 01 | 8c 01 'a' 94 | 65 | 2e
//                   proto              ] memo  (    1       'a'       memo  e    .
//
// dumps() has one on its C++ stack; a Pickler object holds one.
#pragma once

#include <vector>

#include "state.h"

namespace minipy::pickle {

// Which objects were written, and under which number: a hash table by identity that keeps its keys alive.
class WriterMemo {
  public:
    struct Entry {
        Value object;  // owned; the zero Value: empty
        size_t index = 0;
    };
    WriterMemo() = default;
    WriterMemo(const WriterMemo&) = delete;
    ~WriterMemo() { clear(); }

    static constexpr size_t kAbsent = static_cast<size_t>(-1);
    size_t find(Value object) const {
        if (!used_) return kAbsent;
        for (size_t at = slot_of(object);; at = (at + 1) & mask_) {
            if (!table_[at].object.is_valid()) return kAbsent;
            if (table_[at].object == object) return table_[at].index;
        }
    }
    void put(Value object, size_t index);
    void clear();
    size_t size() const { return used_; }
    const std::vector<Entry>& table() const { return table_; }
    void swap(WriterMemo& other);

  private:
    size_t slot_of(Value object) const { return (object.bits() * 0x9E3779B97F4A7C15u >> 32) & mask_; }
    std::vector<Entry> table_;
    size_t mask_ = 0, used_ = 0;
};

class Writer {
  public:
    // protocol None: the default.
    Status configure(Thread&, Value protocol, bool fix_imports, Value buffer_callback);
    Status dump(Thread&, Value object);
    Status flush(Thread&);  // what is in `out` goes to the file
    void traverse(Visitor&);
    void clear();

    std::string out;
    WriterMemo memo;
    Owned write = Owned::unbound();  // the file's; Unbound: everything stays in `out`
    Owned buffer_callback = Owned::unbound(), dispatch_table = Owned::unbound(),
          reducer_override = Owned::unbound();
    Hook persistent_id;
    Value self = Value::unbound();  // the Pickler, borrowed; Unbound in dumps()
    int protocol = kDefaultProtocol;
    bool binary = true, fast = false, fix_imports = true;

  private:
    static constexpr size_t kNoFrame = static_cast<size_t>(-1);

    // ---- output (writer.cpp) ----
    void begin_frame();
    void put(const char* data, size_t size) {
        if (framing_ && frame_start_ == kNoFrame) begin_frame();
        out.append(data, size);
    }
    void put(std::string_view text) { put(text.data(), text.size()); }
    void put(char code) { put(&code, 1); }
    // The instruction and its number in that many bytes.
    void put_number(char code, uint64_t number, int bytes);
    Status end_of_opcode(Thread& t) {
        if (framing_ && frame_start_ != kNoFrame && out.size() - frame_start_ - kFrameHeader >= kFrameTarget)
            return end_frame(t);
        return {};
    }
    Status end_frame(Thread&);
    void commit_frame();
    // An instruction with a payload, which is not copied into a frame when it is large.
    Status put_payload(Thread&, std::string_view header, std::string_view data,
                       Value payload = Value::unbound());

    // ---- memo ----
    void memoize(Value object);
    void put_get(size_t index);

    // ---- save.cpp ----
    Status save(Thread&, Value object, bool persistent = true);
    Status save_object(Thread&, Value object);
    Result<bool> save_persistent(Thread&, Value object);
    void save_int(int64_t);
    Status save_big_int(Thread&, Value);
    void save_float(double);
    Status save_str(Thread&, Value);
    Status save_bytes(Thread&, Value);
    Status save_bytes_data(Thread&, Value object, std::string_view data);
    Status save_bytearray(Thread&, Value);
    Status save_bytearray_data(Thread&, Value object, std::string_view data);
    Status save_buffer(Thread&, Value);
    // ---- save_containers.cpp ----
    Status save_tuple(Thread&, Value);
    Status save_list(Thread&, Value);
    Status save_list_items(Thread&, Value);
    Status save_dict(Thread&, Value);
    Status save_dict_items(Thread&, Value);
    Status save_set(Thread&, Value);
    Status save_frozenset(Thread&, Value);
    Status append_all(Thread&, Value iterator);
    Status set_all(Thread&, Value iterator);
    Status enter_fast(Thread&, Value);
    void leave_fast(Value);
    // ---- save_reduce.cpp ----
    bool is_plain(Thread&, Value);
    Status save_plain(Thread&, Value);
    Status save_by_reduce(Thread&, Value);
    Status save_reduced(Thread&, Value tuple, Value object);  // object Unbound: none
    Status save_reduced_parts(Thread&, std::initializer_list<Value> parts, Value object);
    Result<bool> save_newobj(Thread&, Value arguments, Value object);
    Status save_newobj_ex(Thread&, Value arguments);
    Status save_type(Thread&, Value);
    Status save_global(Thread&, Value object, Value name);  // name Unbound: its own
    Status put_global(Thread&, Value object, Value module_name, Value name);
    Result<bool> put_extension(Thread&, Value object, Value module_name, Value name);

    // The class that is_plain was asked about last, and what it found.
    Type* plain_type_ = nullptr;
    uint32_t plain_version_ = 0;
    bool is_plain_type_ = false;
    Shape* plain_shape_ = nullptr;

    bool framing_ = false;
    size_t frame_start_ = kNoFrame;
    int fast_depth_ = 0;
    std::vector<Value> fast_objects_;  // the containers being saved in fast mode, once they are many
};

}  // namespace minipy::pickle
