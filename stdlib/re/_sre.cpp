// The module `_sre`: Pattern and Match, the objects of re. Parsing and compiling a pattern is re's Python; matching is matcher.h.
#include <algorithm>
#include <cstring>
#include <memory>

#include "matcher.h"
#include "native/module.h"

namespace minipy::re {

namespace {

struct SreTypes {
    Type *pattern = nullptr, *match = nullptr, *scanner = nullptr;
};
ModuleRegistration& registration();
SreTypes& state(Thread& t) { return module_state<SreTypes>(t, registration()); }

struct Pattern : GcObject {
    Value source = Value::none();       // Str, Bytes or None
    Value group_index = Value::none();  // Dict: name -> number
    Value index_group = Value::none();  // Tuple: number -> name or None
    uint32_t flags = 0;
    size_t groups = 0;
    bool is_bytes = false;
    std::vector<uint32_t> code;
};
struct Match : GcObject {
    Value pattern = Value::none(), subject = Value::none();
    int64_t position = 0, end_position = 0, last_index = -1;
    std::vector<int64_t> spans;  // of group 0, 1, ...; -1: did not take part
};
struct Scanner : GcObject {
    Value pattern = Value::none(), subject = Value::none();
    int64_t at = 0, end = 0, begin = 0;
    bool must_advance = false;
    bool done = false;
};
Pattern* pattern_of(Value v) { return v.as<Pattern>(); }
Match* match_of(Value v) { return v.as<Match>(); }

void set_field(Value& field, Value v) {
    Value old = field;
    retain(v);
    field = v;
    release(old);
}

// ---- subjects ----

// A str, or the bytes of any object, for the time of some matches; the widths of characters hidden behind one search().
class Subject {
  public:
    Subject(Thread& t, Pattern* pattern) : t_(t), pattern_(pattern), buffer_(t) {}
    Status open(Value subject, Value position, Value end_position) {
        int64_t from = position.is_unbound() ? 0 : TRY(to_ssize_argument(t_, position));
        int64_t to = end_position.is_unbound() ? INT64_MAX : TRY(to_ssize_argument(t_, end_position));
        subject_ = subject;
        if (is_str(subject)) {
            if (pattern_->is_bytes)
                return raise_type_error(t_, "cannot use a bytes pattern on a string-like object");
            length_ = static_cast<int64_t>(as_str(subject)->length);
            width_ = as_str(subject)->width;
            data_ = as_str(subject)->data();
        } else {
            if (!type_of(t_, subject)->slots.get_buffer)
                return raise_type_error(t_, "expected string or bytes-like object, got '%.200s'",
                                        type_name(t_, subject));
            if (!pattern_->source.is_none() && !pattern_->is_bytes)
                return raise_type_error(t_, "cannot use a string pattern on a bytes-like object");
            TRY(buffer_.open(subject));
            length_ = static_cast<int64_t>(buffer_.length());
            width_ = 1;
            data_ = buffer_.data();
        }
        begin = std::clamp<int64_t>(from, 0, length_);
        end = std::clamp<int64_t>(to, 0, length_);
        return {};
    }
    int64_t length() const { return length_; }
    int64_t begin = 0, end = 0;

    enum Mode { kMatch, kFullMatch, kSearch };
    // Looks from `from`; on success fills `spans` and `last_index`.
    Result<bool> find(int64_t from, Mode mode, bool must_advance) {
        if (begin > end) return false;
        if (width_ == 1) return find_in(latin_, from, mode, must_advance);
        if (width_ == 2) return find_in(wide_, from, mode, must_advance);
        return find_in(widest_, from, mode, must_advance);
    }
    std::vector<int64_t> spans;
    int64_t last_index = -1;

    Owned slice(int64_t from, int64_t to) const {
        if (is_str(subject_))
            return substring(t_, subject_, static_cast<size_t>(from), static_cast<size_t>(to));
        if (is_exact(subject_, Kind::Bytes) && from == 0 && to == length_) return Owned::share(subject_);
        return make_bytes(t_, {static_cast<const char*>(data_) + from, static_cast<size_t>(to - from)});
    }

  private:
    template <class Char>
    Result<bool> find_in(std::unique_ptr<Matcher<Char>>& matcher, int64_t from, Mode mode,
                         bool must_advance) {
        if (!matcher) {
            matcher = std::make_unique<Matcher<Char>>(pattern_->code.data(), static_cast<const Char*>(data_),
                                                      0, end, pattern_->groups);
            matcher->set_interrupt(interrupted, this);
        }
        matcher->must_advance = must_advance;
        bool found = mode == kSearch ? matcher->search(from) : matcher->match(from, mode == kFullMatch);
        if (matcher->out_of_memory()) return raise_memory_error(t_);
        if (matcher->interrupted()) return Raised{};
        if (!found) return false;
        spans.assign({matcher->match_start, matcher->match_end});
        spans.insert(spans.end(), matcher->marks.begin(),
                     matcher->marks.begin() + static_cast<int64_t>(pattern_->groups * 2));
        for (size_t i = 2; i + 1 < spans.size(); i += 2) {
            if (spans[i] < 0 || spans[i + 1] < 0) spans[i] = spans[i + 1] = -1;
        }
        last_index = matcher->last_index;
        return true;
    }
    // During a long match signals are looked at; a handler that raises ends it.
    static bool interrupted(void* context) {
        Thread& t = static_cast<Subject*>(context)->t_;
        return t.is_main && t.interp->run_signal_handlers && t.interp->run_signal_handlers(t).is_error();
    }

    Thread& t_;
    Pattern* pattern_;
    Buffer buffer_;
    Value subject_ = Value::none();
    int64_t length_ = 0;
    int width_ = 1;
    const void* data_ = nullptr;
    std::unique_ptr<Matcher<uint8_t>> latin_;
    std::unique_ptr<Matcher<uint16_t>> wide_;
    std::unique_ptr<Matcher<uint32_t>> widest_;
};

Owned make_match(Thread& t, Value pattern, Value subject, const Subject& found) {
    Match* m = make<Match>(t, state(t).match);
    if (!m) return raise_memory_error(t);
    set_field(m->pattern, pattern);
    set_field(m->subject, subject);
    m->position = found.begin;
    m->end_position = found.end;
    m->last_index = found.last_index;
    m->spans = found.spans;
    return Owned::adopt(m);
}

// ---- Match ----

Owned slice_of(Thread& t, Value subject, int64_t from, int64_t to) {
    if (is_str(subject)) return substring(t, subject, static_cast<size_t>(from), static_cast<size_t>(to));
    Buffer buffer(t);
    TRY(buffer.open(subject));
    int64_t length = static_cast<int64_t>(buffer.length());
    from = std::min(from, length);
    to = std::min(to, length);
    if (is_exact(subject, Kind::Bytes) && from == 0 && to == length) return Owned::share(subject);
    return make_bytes(t, buffer.view().substr(static_cast<size_t>(from), static_cast<size_t>(to - from)));
}
// A group by number or name.
Result<size_t> group_number(Thread& t, Match* m, Value key) {
    int64_t n = -1;
    if (is_int(key) || type_of(t, key)->slots.index) {
        n = TRY(to_ssize(t, key, true));
    } else {
        Value found = dict_get(t, pattern_of(m->pattern)->group_index.as<Dict>(), key);
        if (found.is_error()) {
            (void)take_exception(t);
            found = Value::unbound();
        }
        if (found.is_int()) n = found.as_int();
    }
    if (n < 0 || n >= static_cast<int64_t>(m->spans.size() / 2)) return raise_index_error(t, "no such group");
    return static_cast<size_t>(n);
}
Owned group_value(Thread& t, Match* m, size_t n, Value fallback) {
    if (m->spans[2 * n] < 0) return Owned::share(fallback);
    return slice_of(t, m->subject, m->spans[2 * n], m->spans[2 * n + 1]);
}
Owned match_group(Thread& t, const Value* args) {
    Match* m = match_of(args[0]);
    Tuple* keys = args[1].as<Tuple>();
    if (keys->length == 0) return group_value(t, m, 0, Value::none());
    if (keys->length == 1) return group_value(t, m, TRY(group_number(t, m, keys->at(0))), Value::none());
    Ref<Tuple> result = TRY(new_tuple(t, keys->length));
    for (size_t i = 0; i < keys->length; ++i)
        result->items()[i] =
            TRY(group_value(t, m, TRY(group_number(t, m, keys->at(i))), Value::none())).take();
    return result;
}
Owned match_get_item(Thread& t, Value self, Value key) {
    return group_value(t, match_of(self), TRY(group_number(t, match_of(self), key)), Value::none());
}
Owned match_groups(Thread& t, const Value* args) {
    Match* m = match_of(args[0]);
    size_t n = m->spans.size() / 2 - 1;
    Ref<Tuple> result = TRY(new_tuple(t, n));
    for (size_t i = 0; i < n; ++i) result->items()[i] = TRY(group_value(t, m, i + 1, args[1])).take();
    return result;
}
Owned match_groupdict(Thread& t, const Value* args) {
    Match* m = match_of(args[0]);
    Ref<Dict> result = TRY(new_dict(t));
    Dict* index = pattern_of(m->pattern)->group_index.as<Dict>();
    size_t at = 0;
    while (DictEntry* entry = dict_next(index, &at)) {
        Owned value = TRY(group_value(t, m, static_cast<size_t>(entry->value.as_int()), args[1]));
        TRY(dict_set(t, result.get(), entry->key, value));
    }
    return result;
}
Owned match_start(Thread& t, const Value* args) {
    return make_int(t, match_of(args[0])->spans[2 * TRY(group_number(t, match_of(args[0]), args[1]))]);
}
Owned match_end(Thread& t, const Value* args) {
    return make_int(t, match_of(args[0])->spans[2 * TRY(group_number(t, match_of(args[0]), args[1])) + 1]);
}
Owned span_tuple(Thread& t, Match* m, size_t n) {
    return make_tuple(t, {Value::from_int(m->spans[2 * n]), Value::from_int(m->spans[2 * n + 1])});
}
Owned match_span(Thread& t, const Value* args) {
    return span_tuple(t, match_of(args[0]), TRY(group_number(t, match_of(args[0]), args[1])));
}
Owned match_expand(Thread& t, const Value* args) {
    Owned expand = TRY(import_attr(t, "re", "_expand"));
    return call(t, expand, {match_of(args[0])->pattern, args[0], args[1]});
}
Owned match_copy(Thread&, const Value* args) { return Owned::share(args[0]); }
Owned match_regs(Thread& t, Value self) {
    Match* m = match_of(self);
    Ref<Tuple> all = TRY(new_tuple(t, m->spans.size() / 2));
    for (size_t i = 0; i < m->spans.size() / 2; ++i) all->items()[i] = TRY(span_tuple(t, m, i)).take();
    return all;
}
Owned get_string(Thread&, Value self) { return Owned::share(match_of(self)->subject); }
Owned get_re(Thread&, Value self) { return Owned::share(match_of(self)->pattern); }
Owned get_position(Thread& t, Value self) { return make_int(t, match_of(self)->position); }
Owned get_end_position(Thread& t, Value self) { return make_int(t, match_of(self)->end_position); }
Owned get_last_index(Thread& t, Value self) {
    int64_t n = match_of(self)->last_index;
    return n < 0 ? Owned::none() : make_int(t, n);
}
Owned get_last_group(Thread&, Value self) {
    Match* m = match_of(self);
    Value names = pattern_of(m->pattern)->index_group;
    if (m->last_index < 0 || !is_tuple(names) ||
        m->last_index >= static_cast<int64_t>(names.as<Tuple>()->length))
        return Owned::none();
    return Owned::share(names.as<Tuple>()->at(static_cast<size_t>(m->last_index)));
}
Owned match_repr(Thread& t, Value self) {
    Match* m = match_of(self);
    Owned text = TRY(group_value(t, m, 0, Value::none()));
    return make_str(t, "<" + type_full_name(t, type_of(t, self)) + " object; span=(" +
                           std::to_string(m->spans[0]) + ", " + std::to_string(m->spans[1]) +
                           "), match=" + TRY(repr_utf8(t, text)) + ">");
}
void match_dealloc(Thread& t, Object* o) {
    Match* m = static_cast<Match*>(o);
    gc_untrack(t, m);
    release(m->pattern);
    release(m->subject);
    m->spans.~vector();
    free_object(t, o);
}
void match_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Match*>(o)->pattern);
    visitor.visit(static_cast<Match*>(o)->subject);
}
Owned class_getitem(Thread& t, const Value* args) {
    return call(t, Value(types(t).generic_alias), {args[0], args[1]});
}
const FunctionSpec match_methods[] = {
    {"group(self, /, *args)", match_group, "group([group1, ...]) -> str or tuple."},
    {"groups(self, /, default=None)", match_groups},
    {"groupdict(self, /, default=None)", match_groupdict},
    {"start(self, group=0, /)", match_start},
    {"end(self, group=0, /)", match_end},
    {"span(self, group=0, /)", match_span},
    {"expand(self, /, template)", match_expand},
    {"__copy__(self, /)", match_copy},
    {"__deepcopy__(self, memo, /)", match_copy},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec match_getset[] = {{"string", get_string},        {"re", get_re},
                                   {"pos", get_position},         {"endpos", get_end_position},
                                   {"lastindex", get_last_index}, {"lastgroup", get_last_group},
                                   {"regs", match_regs}};

// ---- Pattern ----

Owned find_one(Thread& t, const Value* args, Subject::Mode mode) {
    Pattern* p = pattern_of(args[0]);
    Subject subject(t, p);
    TRY(subject.open(args[1], args[2], args[3]));
    if (!TRY(subject.find(subject.begin, mode, false))) return Owned::none();
    return make_match(t, args[0], args[1], subject);
}
Owned pattern_match(Thread& t, const Value* args) { return find_one(t, args, Subject::kMatch); }
Owned pattern_fullmatch(Thread& t, const Value* args) { return find_one(t, args, Subject::kFullMatch); }
Owned pattern_search(Thread& t, const Value* args) { return find_one(t, args, Subject::kSearch); }

// Calls f for each match, one after the other, empty ones too but none twice. f says whether to go on.
template <class F>
Status each_match(Thread& t, Subject& subject, F&& f) {
    int64_t from = subject.begin;
    bool must_advance = false;
    while (from <= subject.end && TRY(subject.find(from, Subject::kSearch, must_advance))) {
        int64_t end = subject.spans[1];
        must_advance = subject.spans[0] == end;
        from = end;
        if (!TRY(f())) break;
    }
    return {};
}

Owned empty_of(Thread& t, Value subject) { return is_str(subject) ? make_str(t, "") : make_bytes(t, ""); }
Owned pattern_findall(Thread& t, const Value* args) {
    Pattern* p = pattern_of(args[0]);
    Subject subject(t, p);
    TRY(subject.open(args[1], args[2], args[3]));
    Ref<List> all = TRY(new_list(t));
    auto group = [&](size_t n) -> Owned {
        if (subject.spans[2 * n] < 0) return empty_of(t, args[1]);
        return subject.slice(subject.spans[2 * n], subject.spans[2 * n + 1]);
    };
    TRY(each_match(t, subject, [&]() -> Result<bool> {
        if (p->groups < 2) {
            TRY(list_push(t, all.get(), TRY(group(p->groups))));
            return true;
        }
        Ref<Tuple> row = TRY(new_tuple(t, p->groups));
        for (size_t i = 0; i < p->groups; ++i) row->items()[i] = TRY(group(i + 1)).take();
        TRY(list_append(t, all.get(), row));
        return true;
    }));
    return all;
}

Owned pattern_split(Thread& t, const Value* args) {
    Pattern* p = pattern_of(args[0]);
    int64_t most = TRY(to_ssize_argument(t, args[2])), count = 0, last = 0;
    Subject subject(t, p);
    TRY(subject.open(args[1], Value::unbound(), Value::unbound()));
    Ref<List> parts = TRY(new_list(t));
    TRY(each_match(t, subject, [&]() -> Result<bool> {
        TRY(list_push(t, parts.get(), TRY(subject.slice(last, subject.spans[0]))));
        for (size_t i = 1; i <= p->groups; ++i) {
            bool there = subject.spans[2 * i] >= 0;
            TRY(list_push(
                t, parts.get(),
                there ? TRY(subject.slice(subject.spans[2 * i], subject.spans[2 * i + 1])) : Owned::none()));
        }
        last = subject.spans[1];
        return most <= 0 || ++count < most;
    }));
    TRY(list_push(t, parts.get(), TRY(subject.slice(last, subject.length()))));
    return parts;
}

// What replaces a match: a text as it is, or a function of the match (re makes one of a template with groups).
Owned replacement_of(Thread& t, Value pattern, Value given) {
    if (is_callable(t, given)) return Owned::share(given);
    bool literal = false;
    if (is_str(given)) {
        literal = true;
        for (size_t i = 0; i < as_str(given)->length && literal; ++i) literal = as_str(given)->at(i) != '\\';
    } else if (type_of(t, given)->slots.get_buffer) {
        Buffer buffer(t);
        TRY(buffer.open(given));
        literal = buffer.view().find('\\') == std::string_view::npos;
    }
    if (literal) return Owned::share(given);
    Owned make = TRY(import_attr(t, "re", "_subx"));
    return call(t, make, {pattern, given});
}
Owned substitute(Thread& t, const Value* args, bool with_count) {
    Pattern* p = pattern_of(args[0]);
    Owned replacement = TRY(replacement_of(t, args[0], args[1]));
    bool is_function = is_callable(t, replacement);
    int64_t most = TRY(to_ssize_argument(t, args[3])), count = 0, last = 0;
    Subject subject(t, p);
    TRY(subject.open(args[2], Value::unbound(), Value::unbound()));
    Ref<List> parts = TRY(new_list(t));
    TRY(each_match(t, subject, [&]() -> Result<bool> {
        int64_t from = subject.spans[0], to = subject.spans[1];
        if (last < from) TRY(list_push(t, parts.get(), TRY(subject.slice(last, from))));
        Owned item = is_function
                         ? TRY(call(t, replacement, {TRY(make_match(t, args[0], args[2], subject)).get()}))
                         : replacement.dup();
        if (!item.is_none()) TRY(list_push(t, parts.get(), std::move(item)));
        last = to;
        ++count;
        return most <= 0 || count < most;
    }));
    if (last < subject.length()) TRY(list_push(t, parts.get(), TRY(subject.slice(last, subject.length()))));
    Owned empty = TRY(empty_of(t, args[2]));
    Owned text =
        parts->length == 0 ? std::move(empty) : TRY(call_method(t, empty, names(t).join, {Value(parts)}));
    if (!with_count) return text;
    return make_tuple(t, {text.get(), Value::from_int(count)});
}
Owned pattern_sub(Thread& t, const Value* args) { return substitute(t, args, false); }
Owned pattern_subn(Thread& t, const Value* args) { return substitute(t, args, true); }

// ---- Scanner: finditer, and scanner() ----

Owned pattern_scanner(Thread& t, const Value* args) {
    Subject subject(t, pattern_of(args[0]));
    TRY(subject.open(args[1], args[2], args[3]));
    Scanner* s = make<Scanner>(t, state(t).scanner);
    if (!s) return raise_memory_error(t);
    set_field(s->pattern, args[0]);
    set_field(s->subject, args[1]);
    s->begin = s->at = subject.begin;
    s->end = subject.end;
    return Owned::adopt(s);
}
Owned scan(Thread& t, Scanner* s, Subject::Mode mode) {
    if (s->done) return Owned::none();
    Subject subject(t, pattern_of(s->pattern));
    Owned held = Owned::share(s->subject);
    TRY(subject.open(s->subject, Value::from_int(s->begin), Value::from_int(s->end)));
    if (s->at > subject.end || !TRY(subject.find(s->at, mode, s->must_advance))) {
        s->done = true;
        return Owned::none();
    }
    s->must_advance = subject.spans[0] == subject.spans[1];
    s->at = subject.spans[1];
    return make_match(t, s->pattern, s->subject, subject);
}
Owned scanner_match(Thread& t, const Value* args) { return scan(t, args[0].as<Scanner>(), Subject::kMatch); }
Owned scanner_search(Thread& t, const Value* args) {
    return scan(t, args[0].as<Scanner>(), Subject::kSearch);
}
Owned scanner_pattern(Thread&, Value self) { return Owned::share(self.as<Scanner>()->pattern); }
Owned pattern_finditer(Thread& t, const Value* args) {
    Owned scanner = TRY(pattern_scanner(t, args));
    Owned search = TRY(get_attr(t, scanner, "search"));
    return call(t, Value(types(t).callable_iterator), {search.get(), Value::none()});
}
void scanner_dealloc(Thread& t, Object* o) {
    gc_untrack(t, static_cast<GcObject*>(o));
    release(static_cast<Scanner*>(o)->pattern);
    release(static_cast<Scanner*>(o)->subject);
    free_object(t, o);
}
void scanner_traverse(Object* o, Visitor& visitor) {
    visitor.visit(static_cast<Scanner*>(o)->pattern);
    visitor.visit(static_cast<Scanner*>(o)->subject);
}
const FunctionSpec scanner_methods[] = {{"match(self, /)", scanner_match},
                                        {"search(self, /)", scanner_search}};
const GetSetSpec scanner_getset[] = {{"pattern", scanner_pattern}};

// ---- Pattern: the rest ----

Owned pattern_repr(Thread& t, Value self) {
    static constexpr std::pair<const char*, uint32_t> kFlags[] = {
        {"re.TEMPLATE", 1}, {"re.IGNORECASE", 2}, {"re.LOCALE", 4},  {"re.MULTILINE", 8}, {"re.DOTALL", 16},
        {"re.UNICODE", 32}, {"re.VERBOSE", 64},   {"re.DEBUG", 128}, {"re.ASCII", 256}};
    Pattern* p = pattern_of(self);
    uint32_t flags = p->flags;
    if (!p->is_bytes && (flags & (4 | 32 | 256)) == 32)
        flags &= ~32u;  // that is what a str pattern has anyway
    std::string shown, source = TRY(repr_utf8(t, p->source));
    for (const auto& [name, bit] : kFlags) {
        if (!(flags & bit)) continue;
        shown += (shown.empty() ? "" : "|") + std::string(name);
        flags &= ~bit;
    }
    if (flags) {
        char text[16];
        snprintf(text, sizeof text, "0x%x", flags);
        shown += (shown.empty() ? "" : "|") + std::string(text);
    }
    // A long pattern is cut.
    Owned text = TRY(make_str(t, source));
    if (as_str(text)->length > 200) source = TRY(str_utf8(t, TRY(substring(t, text, 0, 200))));
    return make_str(t, "re.compile(" + source + (shown.empty() ? "" : ", " + shown) + ")");
}
Owned pattern_compare(Thread& t, Value a, Value b, CompareOp op) {
    if ((op != CompareOp::Eq && op != CompareOp::Ne) || type_of(t, a) != type_of(t, b))
        return Owned::not_implemented();
    Pattern *x = pattern_of(a), *y = pattern_of(b);
    bool same = x == y || (x->flags == y->flags && x->is_bytes == y->is_bytes && x->code == y->code &&
                           TRY(compare_bool(t, CompareOp::Eq, x->source, y->source)));
    return Owned::from_bool(same == (op == CompareOp::Eq));
}
Result<int64_t> pattern_hash(Thread& t, Value self) {
    Pattern* p = pattern_of(self);
    return TRY(hash(t, p->source)) ^ static_cast<int64_t>(p->flags) ^
           static_cast<int64_t>(p->code.size() << 8);
}
Owned get_source(Thread&, Value self) { return Owned::share(pattern_of(self)->source); }
Owned get_flags(Thread& t, Value self) { return make_int(t, int64_t{pattern_of(self)->flags}); }
Owned get_groups(Thread& t, Value self) {
    return make_int(t, static_cast<int64_t>(pattern_of(self)->groups));
}
Owned get_group_index(Thread& t, Value self) {
    return call(t, Value(types(t).mapping_proxy), {pattern_of(self)->group_index});
}
void pattern_dealloc(Thread& t, Object* o) {
    Pattern* p = static_cast<Pattern*>(o);
    gc_untrack(t, p);
    for (Value v : {p->source, p->group_index, p->index_group}) release(v);
    p->code.~vector();
    free_object(t, o);
}
void pattern_traverse(Object* o, Visitor& visitor) {
    Pattern* p = static_cast<Pattern*>(o);
    for (Value v : {p->source, p->group_index, p->index_group}) visitor.visit(v);
}
const FunctionSpec pattern_methods[] = {
    {"match(self, /, string, pos=..., endpos=...)", pattern_match,
     "Matches zero or more characters at the beginning of the string."},
    {"fullmatch(self, /, string, pos=..., endpos=...)", pattern_fullmatch,
     "Matches against all of the string."},
    {"search(self, /, string, pos=..., endpos=...)", pattern_search,
     "Scan through string looking for a match, and return a corresponding match object instance."},
    {"sub(self, /, repl, string, count=0)", pattern_sub,
     "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string "
     "by the replacement repl."},
    {"subn(self, /, repl, string, count=0)", pattern_subn},
    {"split(self, /, string, maxsplit=0)", pattern_split},
    {"findall(self, /, string, pos=..., endpos=...)", pattern_findall},
    {"finditer(self, /, string, pos=..., endpos=...)", pattern_finditer},
    {"scanner(self, /, string, pos=..., endpos=...)", pattern_scanner},
    {"__copy__(self, /)", match_copy},
    {"__deepcopy__(self, memo, /)", match_copy},
    {"__class_getitem__(cls, item, /)", class_getitem, "See PEP 585"}};
const GetSetSpec pattern_getset[] = {
    {"pattern", get_source}, {"flags", get_flags}, {"groups", get_groups}, {"groupindex", get_group_index}};

// ---- the module ----

Owned sre_compile(Thread& t, const Value* args) {
    Pattern* p = make<Pattern>(t, state(t).pattern);
    if (!p) return raise_memory_error(t);
    Owned held = Owned::adopt(p);
    p->is_bytes = !args[0].is_none() && !is_str(args[0]);
    p->flags = static_cast<uint32_t>(TRY(to_int64(t, args[1])));
    p->groups = static_cast<size_t>(TRY(to_ssize(t, args[3])));
    set_field(p->source, args[0]);
    set_field(p->group_index, args[4]);
    set_field(p->index_group, args[5]);
    return for_each(
               t, args[2],
               [&](Value v) -> Status {
                   p->code.push_back(static_cast<uint32_t>(TRY(to_int64(t, v))));
                   return {};
               }).is_error()
               ? Owned(Raised{})
               : std::move(held);
}
Result<uint32_t> character(Thread& t, Value v) { return static_cast<uint32_t>(TRY(to_c_int(t, v))); }
Owned sre_ascii_iscased(Thread& t, const Value* args) {
    uint32_t c = TRY(character(t, args[0]));
    return Owned::from_bool(c < 128 && isalpha(static_cast<int>(c)));
}
Owned sre_unicode_iscased(Thread& t, const Value* args) {
    uint32_t c = TRY(character(t, args[0]));
    return Owned::from_bool(lower_unicode(c) != c || upper_unicode(c) != c);
}
Owned sre_ascii_tolower(Thread& t, const Value* args) {
    return make_int(t, int64_t{lower_ascii(TRY(character(t, args[0])))});
}
Owned sre_unicode_tolower(Thread& t, const Value* args) {
    return make_int(t, int64_t{lower_unicode(TRY(character(t, args[0])))});
}
Owned sre_getcodesize(Thread& t, const Value*) { return make_int(t, 4); }

const FunctionSpec functions[] = {
    {"compile(pattern, flags, code, groups, groupindex, indexgroup)", sre_compile},
    {"ascii_iscased(character, /)", sre_ascii_iscased},
    {"unicode_iscased(character, /)", sre_unicode_iscased},
    {"ascii_tolower(character, /)", sre_ascii_tolower},
    {"unicode_tolower(character, /)", sre_unicode_tolower},
    {"getcodesize()", sre_getcodesize},
};

Status fill(Thread& t, Module* module) {
    TypeSpec pattern{};
    pattern.name = "re.Pattern";
    pattern.size = sizeof(Pattern);
    pattern.flags = kTypeNoInstantiate;
    pattern.slots.dealloc = pattern_dealloc;
    pattern.slots.traverse = pattern_traverse;
    pattern.slots.repr = pattern_repr;
    pattern.slots.compare = pattern_compare;
    pattern.slots.hash = pattern_hash;
    pattern.methods = pattern_methods;
    pattern.getset = pattern_getset;
    pattern.doc = "Compiled regular expression object.";
    state(t).pattern = define_type(t, pattern);
    TypeSpec match{};
    match.name = "re.Match";
    match.size = sizeof(Match);
    match.flags = kTypeNoInstantiate;
    match.slots.dealloc = match_dealloc;
    match.slots.traverse = match_traverse;
    match.slots.repr = match_repr;
    match.slots.get_item = match_get_item;
    match.methods = match_methods;
    match.getset = match_getset;
    match.doc =
        "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.";
    state(t).match = define_type(t, match);
    TypeSpec scanner{};
    scanner.name = "_sre.SRE_Scanner";
    scanner.size = sizeof(Scanner);
    scanner.flags = kTypeNoInstantiate;
    scanner.slots.dealloc = scanner_dealloc;
    scanner.slots.traverse = scanner_traverse;
    scanner.methods = scanner_methods;
    scanner.getset = scanner_getset;
    state(t).scanner = define_type(t, scanner);
    TRY(module_add_int(t, module, "MAGIC", 20220615));
    TRY(module_add_int(t, module, "CODESIZE", 4));
    TRY(module_add_int(t, module, "MAXREPEAT", int64_t{UINT32_MAX}));
    return module_add_int(t, module, "MAXGROUPS", 1073741823);
}
MINIPY_MODULE(_sre, {.doc = "The matcher of regular expressions.", .functions = functions, .exec = fill});
ModuleRegistration& registration() { return module_registration__sre; }

}  // namespace

}  // namespace minipy::re
