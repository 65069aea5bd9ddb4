// The recorder: gives numbers to stacks, texts and calls, asks now and then where the running thread is, and turns the
// logs of the threads (gil/event_log.h) into bytes that Python reads (_log.py).
//
// A stack is a node of a tree: the innermost frame and the node of the frames around it. So stacks that begin alike share
// their beginning, and a stack costs one number in an event.
//
// A forked child keeps a log of its own, with tables of its own, which it writes to a file: <folder>/<pid>. The file grows:
// when the child samples, forks or ends it appends what is new, so that of a child that was killed little is lost. The
// process that began the recording reads the files of the folder at the end.
//
// All but the sampler's thread happens under the GIL.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "native/module.h"

namespace minipy::lab {

class Recorder final : public EventRecorder {
  public:
    explicit Recorder(Thread& t);
    ~Recorder() override;

    uint32_t stack(Thread&) override;
    uint32_t await_stack(Generator*) override;
    uint32_t text(std::string_view) override;
    const char* call_name(Thread&) override;
    void sample(Thread&) override;
    void begin_child(Thread&) override;
    void flush(Thread&) override;

    void start(Thread&, size_t limit);
    void stop(Thread&);
    bool is_child() const { return child_; }
    const std::string& folder() const { return folder_; }
    // What was not told before, as bytes.
    std::string take(Thread&);
    // A stack's frames as (file, function, line), the outermost first.
    Owned frames_of(Thread&, uint32_t stack);

  private:
    struct FrameRow {
        uint32_t file, name, line;
    };
    struct Node {
        uint32_t parent, frame;
    };
    // Ends with its interpreter's recording; a forked child makes its own.
    struct Sampler {
        std::thread thread;
        std::mutex mutex;
        std::condition_variable changed;
        bool stop = false;
    };
    static constexpr int kMostFrames = 60;
    static constexpr int64_t kSampleNs = 5'000'000, kCpuNs = 10'000'000, kFlushNs = 50'000'000;

    uint32_t node(uint32_t parent, Code* code, Instr* pc);
    uint32_t call_text(const char* call);
    void start_sampler(Thread&);
    void stop_sampler(Thread&);
    void run_sampler(Interpreter&, Sampler&, GilLog&);
    void write_tables(std::string& out);
    void write_events(std::string& out, GilLog& log);

    bool child_ = false, begun_ = false;
    size_t limit_ = 0;
    int64_t start_ns_ = 0, flushed_ns_ = 0;
    std::string folder_;
    std::deque<std::string> texts_;  // number 0: none
    std::unordered_map<std::string_view, uint32_t> text_numbers_;
    std::unordered_map<const char*, uint32_t> call_numbers_;
    std::vector<FrameRow> frames_;
    std::unordered_map<uint64_t, uint32_t> frame_numbers_;  // by code and line
    std::vector<Node> nodes_;
    std::unordered_map<uint64_t, uint32_t> node_numbers_;
    std::vector<Value> codes_;  // kept, so that no other code gets the address of one that was seen
    size_t texts_told_ = 1, frames_told_ = 1, nodes_told_ = 1;
    Sampler* sampler_ = nullptr;
};

}  // namespace minipy::lab
