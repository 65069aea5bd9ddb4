// Interpreter: the root of everything that is not a thread's own. One process can hold several; nothing is shared
// between them, and each has its own GIL.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "gil/gil.h"
#include "runtime/clock.h"
#include "runtime/thread.h"
#include "value/type.h"

namespace minipy {

struct Dict;
struct Str;
class InternTable;
class Collector;
class Signals;
class EventRecorder;
class Console;
class RaceWatcher;
class LineWatcher;
class WeakrefTable;

// Memory of dead tuples, by their length; chained through what was their first item.
struct FreeTuples {
    static constexpr size_t kLengths = 9;  // tuples of 1 to 8 items
    static constexpr uint8_t kMax = 64;
    void* first[kLengths] = {};
    uint8_t count[kLengths] = {};
};

struct Types {
#define TYPE(name) Type* name = nullptr;
#include "runtime/types.def"
#undef TYPE
};

struct ExceptionTypes {
#define EXCEPTION(Name, Base, Layout) Type* Name = nullptr;
#include "runtime/exceptions.def"
#undef EXCEPTION
    Type* ExceptionGroup = nullptr;  // derives from BaseExceptionGroup and Exception
};

// Interned names that C++ code asks for: t.interp->names.__init__; see names.def.
struct Names {
#define NAME(text) Value text;
#define NAME_AS(field, text) Value field;
#include "runtime/names.def"
#undef NAME
#undef NAME_AS
};

// What the command line and the PYTHON* variables decided.
struct Config {
    std::vector<std::string> argv;
    std::vector<std::string> orig_argv;
    std::string executable;
    std::vector<std::string> warn_options;
    std::vector<std::pair<std::string, std::string>> x_options;
    std::string path0;  // first entry of sys.path for the script
    bool path0_set = false;
    bool safe_path = false, ignore_environment = false, isolated = false, no_user_site = false,
         no_site = false;
    bool unbuffered = false, dont_write_bytecode = false, inspect = false, interactive = false, quiet = false;
    bool dev_mode = false, utf8_mode = false, hash_randomization = true;
    int optimize = 0, verbose = 0, bytes_warning = 0, debug = 0;
    uint64_t hash_seed = 0;  // when hash_seed_set
    bool hash_seed_set = false;
    int int_max_str_digits = 4300;
};

// Why the loop stops before every instruction (vm/instruments.h).
enum Instrument : uint32_t {
    kInstrumentPolicy = 1,  // the GIL's policy wants to be asked
    kInstrumentRaces = 2,   // accesses are checked for races
    kInstrumentLines = 4,   // the lines that run are written down, or shown
};

struct Interpreter {
    Interpreter();
    Config config;
    Types types;
    ExceptionTypes exc;
    Names names;

    Gil gil;
    Clock clock;
    std::atomic<uint32_t> instruments{0};  // Instrument; 0: the loop runs without looking
    RaceWatcher* races = nullptr;          // runtime/watchers.h
    LineWatcher* lines = nullptr;

    Collector* collector = nullptr;    // runtime/collector.h
    InternTable* interned = nullptr;   // runtime/intern.h
    WeakrefTable* weakrefs = nullptr;  // objects/weakref.h
    void* float_free_list = nullptr;   // see objects/float.h
    int float_free_count = 0;
    FreeTuples free_tuples;

    Value sys_modules;       // Dict: sys.modules
    Value builtins;          // Dict of the builtins module
    Value sys_dict;          // Dict of the sys module
    Value empty_tuple;       // Tuple
    Value empty_str;         // Str
    Value empty_bytes;       // Bytes
    Value latin1_strs[256];  // one-character Strs

    uint32_t next_type_version = 1;  // 0 and overflow: no more caching
    uint32_t next_dict_version = 1;
    int32_t recursion_limit = 1000;
    uint64_t hash_key[2] = {0, 0};
    std::vector<void*> module_states;  // one slot per native module, by its ModuleSpec::state_index
    void* type_cache = nullptr;        // objects/type.cpp

    Thread* main_thread = nullptr;
    Thread* threads = nullptr;  // list head; under thread_list_mutex
    std::mutex thread_list_mutex;
    std::atomic<bool> finalizing{false};
    int64_t start_ns = 0;
    std::atomic<Console*> console{nullptr};  // runtime/console.h
    Signals* signals = nullptr;  // runtime/signals.h; made by the signal module
    EventRecorder* recorder = nullptr;  // runtime/event_notes.h; made by the module _gil
    // When all threads wait for each other (Clock::watch_for_standstill): called by one of them, with the GIL.
    Status (*report_standstill)(Thread&) = nullptr;
    Status (*run_signal_handlers)(Thread&) =
        nullptr;  // set by the signal module; called by the main thread's poll
};

// For the holder of the GIL. Loops that run already notice at their next poll.
void set_instrument(Interpreter&, Instrument, bool on);
// The GIL's policy, and that the loop asks it when it wants to be asked.
void use_gil_policy(Interpreter&, std::unique_ptr<GilPolicy>);

inline Types& types(Thread& t) { return t.interp->types; }
inline ExceptionTypes& exc(Thread& t) { return t.interp->exc; }
inline Names& names(Thread& t) { return t.interp->names; }

}  // namespace minipy
