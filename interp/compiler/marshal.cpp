#include "compiler/marshal.h"

#include <unordered_map>
#include <vector>

#include "compiler/assembler.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/tuple.h"
#include "runtime/heap.h"

namespace minipy {

namespace {

constexpr int kOps = [] {
    int n = 0;
#define OP(Name, A, B, C, text) ++n;
#include "objects/opcodes.def"
#undef OP
    return n;
}();

// The instruction that a quickened one stands for: LoadAttrSlot_Q is LoadAttr.
Op unquickened(Op op) {
    std::string_view name = op_info(op).name;
    if (!name.ends_with("_Q")) return op;
    if (op == Op::LoadBuiltin_Q) return Op::LoadGlobal;
    Op best = op;
    size_t best_size = 0;
    for (int i = 0; i < kOps; ++i) {
        std::string_view candidate = op_info(static_cast<Op>(i)).name;
        if (candidate.ends_with("_Q") || !name.starts_with(candidate) || candidate.size() <= best_size)
            continue;
        best = static_cast<Op>(i);
        best_size = candidate.size();
    }
    return best;
}

// ---- writing ---------------------------------------------------------------------------------------------

class Writer {
  public:
    std::string out;

    void number(uint64_t n) {
        for (; n >= 128; n >>= 7) out += static_cast<char>(n | 128);
        out += static_cast<char>(n);
    }
    void signed_number(int64_t n) { number(static_cast<uint64_t>(n) << 1 ^ static_cast<uint64_t>(n >> 63)); }
    void raw(const void* data, size_t size) { out.append(static_cast<const char*>(data), size); }
    void text(std::string_view s) {
        number(s.size());
        out += s;
    }

    // A Str: its text the first time, then its number.
    void str(Value v) {
        auto [it, inserted] = strings_.try_emplace(v.bits(), strings_.size());
        if (!inserted) {
            number(it->second * 2 + 1);
            return;
        }
        std::string s = to_utf8(v);
        number(s.size() * 2);
        out += s;
    }
    void strs(const std::vector<Value>& list) {
        number(list.size());
        for (Value v : list) str(v);
    }

    void value(Value v) {
        if (v.is_int()) {
            out += 'i';
            signed_number(v.as_int());
        } else if (!v.is_object()) {
            out += 'v';
            number(v.bits());
        } else if (is_kind(v, Kind::Int)) {
            IntView view(v);
            char* digits = mpz_get_str(nullptr, 16, view);
            out += 'I';
            text(digits);
            free(digits);
        } else if (is_kind(v, Kind::Float)) {
            double d = float_value(v);
            out += 'f';
            raw(&d, sizeof d);
        } else if (is_kind(v, Kind::Complex)) {
            double parts[2] = {v.as<Complex>()->real, v.as<Complex>()->imag};
            out += 'c';
            raw(parts, sizeof parts);
        } else if (is_kind(v, Kind::Str)) {
            out += v.object()->flags & kInterned ? 'n' : 'u';
            str(v);
        } else if (is_kind(v, Kind::Bytes)) {
            out += 'b';
            text(v.as<Bytes>()->view());
        } else if (is_kind(v, Kind::Tuple)) {
            out += '(';
            number(v.as<Tuple>()->length);
            for (Value item : *v.as<Tuple>()) value(item);
        } else if (is_kind(v, Kind::FrozenSet)) {
            out += '{';
            Set* set = v.as<Set>();
            number(set->used);
            size_t at = 0;
            while (SetEntry* e = set_next(set, &at)) value(e->key);
        } else {
            out += 'C';
            code(v.as<Code>());
        }
    }

    void code(Code* c) {
        for (uint64_t n : {uint64_t{c->instr_count}, uint64_t{c->register_count}, uint64_t{c->local_count},
                           uint64_t{c->arg_count}, uint64_t{c->posonly_count}, uint64_t{c->kwonly_count},
                           uint64_t{c->flags}, uint64_t{c->simple_args}})
            number(n);
        signed_number(c->first_line);
        for (Value v : {c->filename, c->name, c->qualname}) str(v);
        for (uint32_t i = 0; i < c->instr_count; ++i) {
            Instr in = c->instrs[i];
            in.op = static_cast<uint8_t>(unquickened(static_cast<Op>(in.op)));
            raw(&in, sizeof in);
        }
        for (uint32_t i = 0; i < c->instr_count; ++i) number(c->depths[i]);
        positions(c);
        strs(c->names);
        strs(c->local_names);
        strs(c->free_names);
        number(c->cell_registers.size());
        for (uint16_t r : c->cell_registers) number(r);
        number(c->attr_caches.size());
        for (const AttrCache& a : c->attr_caches) str(a.name);
        number(c->global_caches.size());
        number(c->ranges.size());
        for (const ExceptionRange& r : c->ranges)
            for (uint32_t n : {r.begin, r.end, r.handler, uint32_t{r.depth}}) number(n);
        number(c->consts.size());
        for (Value v : c->consts) value(v);
        value(c->doc);
    }

  private:
    // Mostly the same as before, or on the next line.
    void positions(Code* c) {
        Position last{c->first_line, c->first_line, 0, 0};
        for (uint32_t i = 0; i < c->instr_count; ++i) {
            const Position& p = c->positions[i];
            bool same = p.line == last.line && p.end_line == last.end_line && p.column == last.column &&
                        p.end_column == last.end_column;
            if (same) {
                number(0);
                continue;
            }
            number(static_cast<uint64_t>(p.line) + 1);
            signed_number(p.end_line - p.line);
            signed_number(p.column);
            signed_number(p.end_column);
            last = p;
        }
    }
    std::unordered_map<uint64_t, size_t> strings_;
};

// ---- reading ---------------------------------------------------------------------------------------------

class Reader {
  public:
    Reader(Thread& t, std::string_view bytes, Value filename)
        : t_(t), at_(bytes.data()), end_(bytes.data() + bytes.size()), filename_(filename) {}

    uint64_t number() {
        uint64_t n = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) return bad();
            uint8_t byte = static_cast<uint8_t>(*at_++);
            n |= static_cast<uint64_t>(byte & 127) << shift;
            if (byte < 128) return n;
        }
        return bad();
    }
    int64_t signed_number() {
        uint64_t n = number();
        return static_cast<int64_t>(n >> 1) ^ -static_cast<int64_t>(n & 1);
    }
    // A count of things that take at least a byte each.
    size_t count() {
        uint64_t n = number();
        return n <= static_cast<uint64_t>(end_ - at_) ? n : bad();
    }
    std::string_view bytes(size_t n) {
        if (n > static_cast<size_t>(end_ - at_)) n = bad();
        std::string_view s(at_, n);
        at_ += n;
        return s;
    }
    bool failed() const { return failed_; }

    Value str(bool interned = true) {
        uint64_t n = number();
        if (n & 1) {
            if (n / 2 < strings_.size()) return strings_[n / 2];
            bad();
            return t_.interp->empty_str;
        }
        std::string_view s = bytes(n / 2);
        Value v;
        if (interned) {
            v = intern(t_, s);
        } else {
            v = make_str(t_, s).take();
            make_immortal(v);
        }
        strings_.push_back(v);
        return v;
    }
    void strs(std::vector<Value>& list) {
        size_t n = count();
        list.reserve(n);
        for (size_t i = 0; i < n && !failed_; ++i) list.push_back(str());
    }

    Owned value() {
        if (at_ == end_ || ++depth_ > 200) return (void)bad(), Owned::none();
        Owned v = value_inner();
        --depth_;
        return v;
    }

    Owned code() {
        uint64_t n[8];
        for (uint64_t& x : n) x = number();
        if (failed_ || n[0] > static_cast<uint64_t>(end_ - at_) / sizeof(Instr))
            return (void)bad(), Owned::none();
        Code* c = make<Code>(t_, types(t_).code);
        Owned owned = Owned::adopt(c);
        c->instr_count = static_cast<uint32_t>(n[0]);
        c->register_count = static_cast<uint32_t>(n[1]);
        c->local_count = static_cast<uint16_t>(n[2]);
        c->arg_count = static_cast<uint16_t>(n[3]);
        c->posonly_count = static_cast<uint16_t>(n[4]);
        c->kwonly_count = static_cast<uint16_t>(n[5]);
        c->flags = static_cast<uint32_t>(n[6]);
        c->simple_args = static_cast<uint16_t>(n[7]);
        c->first_line = static_cast<int32_t>(signed_number());
        c->filename = str();
        if (!filename_.is_unbound()) c->filename = filename_;
        c->name = str();
        c->qualname = str();
        size_t size = c->instr_count;
        c->instrs = static_cast<Instr*>(heap_alloc(size * sizeof(Instr) + 1));
        c->depths = static_cast<uint16_t*>(heap_alloc(size * sizeof(uint16_t) + 1));
        c->positions = static_cast<Position*>(heap_alloc(size * sizeof(Position) + 1));
        std::string_view instrs = bytes(size * sizeof(Instr));
        std::memcpy(c->instrs, instrs.data(), instrs.size());
        for (size_t i = 0; i < size; ++i) c->depths[i] = static_cast<uint16_t>(number());
        positions(c);
        tables(c);
        return owned;
    }

  private:
    uint64_t bad() {
        failed_ = true;
        return 0;
    }

    void positions(Code* c) {
        Position last{c->first_line, c->first_line, 0, 0};
        for (uint32_t i = 0; i < c->instr_count; ++i) {
            if (uint64_t line = number()) {
                last.line = static_cast<int32_t>(line - 1);
                last.end_line = last.line + static_cast<int32_t>(signed_number());
                last.column = static_cast<int32_t>(signed_number());
                last.end_column = static_cast<int32_t>(signed_number());
            }
            c->positions[i] = last;
        }
    }

    void tables(Code* c) {
        strs(c->names);
        strs(c->local_names);
        strs(c->free_names);
        c->free_count = static_cast<uint16_t>(c->free_names.size());
        size_t n = count();
        for (size_t i = 0; i < n; ++i) c->cell_registers.push_back(static_cast<uint16_t>(number()));
        c->cell_count = static_cast<uint16_t>(n);
        n = count();
        c->attr_caches.resize(n);
        for (AttrCache& a : c->attr_caches) a.name = str();
        n = number();
        c->global_caches.resize(n <= 0x10000 ? n : bad());
        n = count();
        for (size_t i = 0; i < n; ++i) {
            uint32_t begin = static_cast<uint32_t>(number()), end = static_cast<uint32_t>(number()),
                     handler = static_cast<uint32_t>(number());
            c->ranges.push_back({begin, end, handler, static_cast<uint16_t>(number())});
        }
        n = count();
        for (size_t i = 0; i < n && !failed_; ++i) {
            Owned v = value();
            if (!is_kind(v, Kind::Code)) make_immortal(v);
            c->consts.push_back(v.take());
        }
        Owned doc = value();
        make_immortal(doc);
        c->doc = doc.take();
    }

    Owned value_inner() {
        char tag = *at_++;
        switch (tag) {
            case 'i':
                return make_int(t_, signed_number());
            case 'v': {
                Value v = Value::from_bits(number());
                return v.is_valid() && !v.is_object() ? Owned::adopt(v) : ((void)bad(), Owned::none());
            }
            case 'I':
                return int_from_text(t_, bytes(count()), 16);
            case 'f':
            case 'c': {
                double parts[2] = {0, 0};
                std::string_view s = bytes(tag == 'f' ? 8 : 16);
                std::memcpy(parts, s.data(), s.size());
                return tag == 'f' ? make_float(t_, parts[0]) : make_complex(t_, parts[0], parts[1]);
            }
            case 'n':
                return Owned::share(str());
            case 'u':
                return Owned::share(str(false));
            case 'b':
                return make_bytes(t_, bytes(count()));
            case '(': {
                std::vector<Owned> items = list();
                std::vector<Value> borrowed(items.begin(), items.end());
                return make_tuple(t_, borrowed.data(), borrowed.size());
            }
            case '{': {
                Ref<Set> set = new_frozenset(t_);
                for (Owned& item : list())
                    if (set_add(t_, set.get(), item).is_error()) return (void)bad(), Owned::none();
                return set;
            }
            case 'C':
                return code();
            default:
                return (void)bad(), Owned::none();
        }
    }
    std::vector<Owned> list() {
        size_t n = count();
        std::vector<Owned> items;
        for (size_t i = 0; i < n && !failed_; ++i) {
            items.push_back(value());
            make_immortal(items.back());
        }
        return items;
    }

    Thread& t_;
    const char* at_;
    const char* end_;
    Value filename_;
    std::vector<Value> strings_;
    int depth_ = 0;
    bool failed_ = false;
};

}  // namespace

uint32_t op_table_hash() {
    static constexpr const char* rows[] = {
#define OP(Name, A, B, C, text) #Name " " text,
#include "objects/opcodes.def"
#undef OP
    };
    constexpr uint32_t hash = [] {
        uint32_t h = 2166136261u;
        for (const char* s : rows)
            for (; *s; ++s) h = (h ^ static_cast<uint8_t>(*s)) * 16777619u;
        return h;
    }();
    return hash;
}

std::string marshal_code(Code* code) {
    Writer w;
    w.number(kMarshalVersion);
    w.number(op_table_hash());
    w.code(code);
    return std::move(w.out);
}

Owned unmarshal_code(Thread& t, std::string_view bytes, Value filename) {
    Reader r(t, bytes, filename.is_unbound() ? filename : intern(t, filename));  // code does not count it
    bool known = r.number() == kMarshalVersion && r.number() == op_table_hash();
    Owned code = known ? r.code() : Owned::none();
    if (known && !r.failed() && is_kind(code, Kind::Code) && validate(code.as<Code>()).empty()) return code;
    if (has_exception(t)) (void)take_exception(t);
    return raise_value_error(t, "bad marshal data");
}

}  // namespace minipy
