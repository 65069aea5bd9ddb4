// The output of a Writer: frames, the memo's instructions, and the beginning and end of a pickle.
#include "writer.h"

#include <cstring>

namespace minipy::pickle {

// ---- memo ----

void WriterMemo::put(Value object, size_t index) {
    if (used_ * 3 >= table_.size() * 2) {
        std::vector<Entry> old(table_.empty() ? 16 : table_.size() * (used_ > 50000 ? 2 : 4));
        old.swap(table_);
        mask_ = table_.size() - 1;
        for (const Entry& entry : old) {
            if (!entry.object.is_valid()) continue;
            size_t at = slot_of(entry.object);
            while (table_[at].object.is_valid()) at = (at + 1) & mask_;
            table_[at] = entry;
        }
    }
    size_t at = slot_of(object);
    while (table_[at].object.is_valid()) {
        if (table_[at].object == object) {
            table_[at].index = index;
            return;
        }
        at = (at + 1) & mask_;
    }
    retain(object);
    table_[at] = {object, index};
    ++used_;
}

void WriterMemo::clear() {
    std::vector<Entry> old;
    old.swap(table_);
    mask_ = used_ = 0;
    for (const Entry& entry : old) {
        if (entry.object.is_valid()) release(entry.object);
    }
}

void WriterMemo::swap(WriterMemo& other) {
    table_.swap(other.table_);
    std::swap(mask_, other.mask_);
    std::swap(used_, other.used_);
}

void Writer::memoize(Value object) {
    if (fast) return;
    size_t index = memo.size();
    memo.put(object, index);
    if (protocol >= 4) {
        put(op::Memoize);
    } else if (!binary) {
        put(op::Put + std::to_string(index) + '\n');
    } else if (index < 256) {
        put_number(op::BinPut, index, 1);
    } else {
        put_number(op::LongBinPut, index, 4);
    }
}

void Writer::put_get(size_t index) {
    if (!binary) {
        put(op::Get + std::to_string(index) + '\n');
    } else if (index < 256) {
        put_number(op::BinGet, index, 1);
    } else {
        put_number(op::LongBinGet, index, 4);
    }
}

// ---- frames ----

void Writer::begin_frame() {
    frame_start_ = out.size();
    out.append(kFrameHeader, '\0');
}

void Writer::commit_frame() {
    if (!framing_ || frame_start_ == kNoFrame) return;
    uint64_t size = out.size() - frame_start_ - kFrameHeader;
    if (size >= kFrameMin) {
        out[frame_start_] = op::Frame;
        memcpy(&out[frame_start_ + 1], &size, sizeof size);
    } else {
        out.erase(frame_start_, kFrameHeader);
    }
    frame_start_ = kNoFrame;
}

Status Writer::end_frame(Thread& t) {
    commit_frame();
    return flush(t);
}

void Writer::put_number(char code, uint64_t number, int bytes) {
    char data[9];
    data[0] = code;
    memcpy(data + 1, &number, 8);
    put(data, static_cast<size_t>(bytes) + 1);
}

Status Writer::flush(Thread& t) {
    if (write.is_unbound() || out.empty()) return {};
    Owned data = TRY(make_bytes(t, out));
    out.clear();
    Owned function = write.dup();
    TRY(minipy::call(t, function, {data}));
    return {};
}

Status Writer::put_payload(Thread& t, std::string_view header, std::string_view data, Value payload) {
    if (data.size() < kFrameTarget) {
        put(header);
        put(data);
        return {};
    }
    commit_frame();
    bool framing = framing_;
    framing_ = false;
    put(header);
    Status done;
    if (write.is_unbound()) {
        put(data);
    } else {
        done = flush(t);
        Owned chunk = payload.is_unbound() ? make_bytes(t, data) : Owned::share(payload),
              function = write.dup();
        if (chunk.is_error()) done = Raised{};
        if (!done.is_error() && minipy::call(t, function, {chunk}).is_error()) done = Raised{};
    }
    framing_ = framing;
    return done;
}

// ---- the whole ----

Status Writer::configure(Thread& t, Value protocol_arg, bool fix, Value callback) {
    int64_t wanted = kDefaultProtocol;
    if (!protocol_arg.is_none()) {
        wanted = TRY(to_c_int(t, protocol_arg));
        if (wanted < 0) wanted = kHighestProtocol;
        if (wanted > kHighestProtocol)
            return raise_value_error(t, "pickle protocol must be <= %d", kHighestProtocol);
    }
    if (!callback.is_none() && wanted < 5) return raise_value_error(t, "buffer_callback needs protocol >= 5");
    protocol = static_cast<int>(wanted);
    binary = protocol > 0;
    fix_imports = fix && protocol < 3;
    buffer_callback = callback.is_none() ? Owned::unbound() : Owned::share(callback);
    return {};
}

Status Writer::dump(Thread& t, Value object) {
    framing_ = false;
    frame_start_ = kNoFrame;
    fast_depth_ = 0;
    fast_objects_.clear();
    if (protocol >= 2) {
        put_number(op::Proto, static_cast<uint64_t>(protocol), 1);
        framing_ = protocol >= 4;
    }
    Status saved = save(t, object);
    if (!saved.is_error()) {
        put(op::Stop);
        commit_frame();
    }
    framing_ = false;
    return saved;
}

void Writer::traverse(Visitor& visitor) {
    for (const WriterMemo::Entry& entry : memo.table()) visitor.visit(entry.object);
    visitor.visit(write.get());
    visitor.visit(buffer_callback.get());
    visitor.visit(dispatch_table.get());
    visitor.visit(reducer_override.get());
    visitor.visit(persistent_id.function.get());
}

void Writer::clear() {
    memo.clear();
    write = Owned::unbound();
    buffer_callback = Owned::unbound();
    dispatch_table = Owned::unbound();
    reducer_override = Owned::unbound();
    persistent_id = Hook();
}

}  // namespace minipy::pickle
