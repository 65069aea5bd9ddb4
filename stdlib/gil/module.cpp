// _gil: the native half of the laboratory: the recorder, the lock's state and its policy.
#include <dirent.h>
#include <unistd.h>

#include "stdlib/gil/recorder.h"

namespace minipy::lab {
namespace {

Recorder& recorder(Thread& t) {
    if (!t.interp->recorder) t.interp->recorder = new Recorder(t);
    return *static_cast<Recorder*>(t.interp->recorder);
}

// ---- recording -------------------------------------------------------------------------------------------

Owned start(Thread& t, const Value* args) {
    int64_t limit = TRY(to_int64(t, args[0]));
    if (limit < 1) return raise_value_error(t, "the limit must be positive");
    if (recording(t)) return raise_runtime_error(t, "events are being recorded already");
    recorder(t).start(t, static_cast<size_t>(limit));
    return Owned::none();
}

Owned pause(Thread& t, const Value*) {
    if (t.interp->recorder) recorder(t).stop(t);
    return Owned::none();
}

// The files that forked children have left, and the end of their folder.
Status take_children(Thread& t, List* all, const std::string& folder) {
    DIR* directory = ::opendir(folder.c_str());
    if (!directory) return {};
    while (dirent* entry = ::readdir(directory)) {
        if (entry->d_name[0] == '.') continue;
        std::string path = folder + "/" + entry->d_name, bytes;
        if (FILE* file = fopen(path.c_str(), "rb")) {
            char chunk[1 << 16];
            while (size_t n = fread(chunk, 1, sizeof chunk, file)) bytes.append(chunk, n);
            fclose(file);
        }
        ::unlink(path.c_str());
        Owned text = make_bytes(t, bytes);
        if (text.is_error() || list_push(t, all, std::move(text)).is_error()) {
            ::closedir(directory);
            return Raised{};
        }
    }
    ::closedir(directory);
    ::rmdir(folder.c_str());
    return {};
}

Owned take(Thread& t, const Value*) {
    if (!t.interp->recorder) return raise_runtime_error(t, "nothing was recorded");
    Recorder& r = recorder(t);
    bool was_on = recording(t);
    if (was_on) r.stop(t);
    Ref<List> all = TRY(new_list(t));
    TRY(list_push(t, all.get(), TRY(make_bytes(t, r.take(t)))));
    TRY(take_children(t, all.get(), r.folder()));
    return all;
}

Owned flush(Thread& t, const Value*) {
    if (t.interp->recorder) t.interp->recorder->flush(t);
    return Owned::none();
}

Owned is_recording(Thread& t, const Value*) { return Owned::from_bool(recording(t)); }
Owned is_child(Thread& t, const Value*) {
    return Owned::from_bool(t.interp->recorder && recorder(t).is_child());
}

Owned mark(Thread& t, const Value* args) {
    if (!recording(t)) return Owned::none();
    if (!is_str(args[0])) return raise_type_error(t, "mark() argument must be str, not %s", type_name(t, args[0]));
    note(t, GilEventKind::Mark, {.text = recorder(t).text(to_utf8(args[0])), .with_stack = true});
    return Owned::none();
}

// What Python has to say: _note(kind, subject, other, text).
Owned note_event(Thread& t, const Value* args) {
    if (!recording(t)) return Owned::none();
    uint32_t numbers[3];
    for (int i = 0; i < 3; ++i) numbers[i] = static_cast<uint32_t>(TRY(to_int64(t, args[i])));
    if (numbers[0] > static_cast<uint32_t>(GilEventKind::Mark)) return raise_value_error(t, "no such event");
    uint32_t text = is_str(args[3]) ? recorder(t).text(to_utf8(args[3])) : 0;
    note(t, static_cast<GilEventKind>(numbers[0]), {.subject = numbers[1], .other = numbers[2], .text = text});
    return Owned::none();
}

// ---- the lock --------------------------------------------------------------------------------------------

Owned policy_name(Thread& t, const Value*) { return make_str(t, t.interp->gil.policy_name()); }

Owned set_policy(Thread& t, const Value* args) {
    if (!is_str(args[0])) return raise_type_error(t, "a policy is named by a str, not %s", type_name(t, args[0]));
    std::string name = to_utf8(args[0]);
    auto policy = make_policy(name);
    if (!policy) return raise_value_error(t, "unknown GIL policy '%s'", name.c_str());
    use_gil_policy(*t.interp, std::move(policy));
    return Owned::none();
}

Owned switches(Thread& t, const Value*) { return make_uint(t, t.interp->gil.switches()); }
Owned waiters(Thread& t, const Value*) { return make_uint(t, t.interp->gil.waiters()); }

// (number, ident, native id) of each thread, the oldest first.
Owned threads(Thread& t, const Value*) {
    Ref<List> list = TRY(new_list(t));
    for (Thread* other = t.interp->threads; other; other = other->next) {
        Owned number = TRY(make_uint(t, other->gil_thread.number)), ident = TRY(make_uint(t, other->ident));
        Owned row = TRY(make_tuple(t, {number.get(), ident.get(), Value::from_int(other->native_id)}));
        TRY(list_insert(t, list.get(), 0, row));
    }
    return list;
}
Owned this_thread(Thread& t, const Value*) { return make_uint(t, t.gil_thread.number); }

const FunctionSpec functions[] = {
    {"start(limit=1000000)", start, "Record from now on, of each thread at least the last `limit` events."},
    {"pause()", pause, "Record no more."},
    {"take()", take, "End the recording; returns a list of bytes, one for each process: see gil/_log.py."},
    {"flush()", flush, "In a forked child: write what was recorded to its file."},
    {"is_recording()", is_recording},
    {"is_child()", is_child, "Whether the recording was begun by a parent process."},
    {"mark(text, /)", mark, "Put a mark with a text into the recording."},
    {"note(kind, subject, other, text, /)", note_event},
    {"policy()", policy_name},
    {"set_policy(name, /)", set_policy},
    {"switches()", switches, "How often the lock has changed hands."},
    {"waiters()", waiters, "How many threads want the lock now."},
    {"threads()", threads},
    {"this_thread()", this_thread},
};

}  // namespace
}  // namespace minipy::lab

namespace minipy {
MINIPY_MODULE(_gil, {.doc = "What minipy's own module gil stands on.", .functions = lab::functions});
}
