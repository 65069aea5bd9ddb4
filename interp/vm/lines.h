// Lines as they run: a record of which thread ran which line, for showing a schedule; and stops before each line, for
// walking through a program.
//
// A line is several instructions, and the lock may change hands between any two of them. So a row of the record is a
// stretch of instructions of one line that one thread ran without another one in between; a row that begins in the middle
// of a line names the instruction with which it goes on.
#pragma once

#include <unordered_map>
#include <vector>

#include "objects/code.h"
#include "runtime/watchers.h"
#include "value/owned.h"

namespace minipy {

class LineRecorder final : public LineWatcher {
  public:
    struct Row {
        uint32_t thread;
        Code* code;
        const Instr* begin;
        const Instr* last;
    };

    explicit LineRecorder(size_t limit) : limit_(limit) {}
    ~LineRecorder() override;
    void before(Thread&, Frame*) override;
    const std::vector<Row>& rows() const { return rows_; }

  private:
    size_t limit_;
    std::vector<Row> rows_;
};

// Calls a Python function before each line (or instruction) with the number of the thread that is about to run it; the
// function returns the number of the thread that shall run instead, or 0. Meanwhile no other thread gets the lock.
class Stepper final : public LineWatcher {
  public:
    Stepper(Owned callback, bool every_instruction)
        : callback_(std::move(callback)), every_instruction_(every_instruction) {}
    void before(Thread&, Frame*) override;

  private:
    struct Last {
        const Frame* frame = nullptr;
        int32_t line = 0;
        const Instr* pc = nullptr;
    };
    bool is_new(Thread&, Frame*);

    Owned callback_;
    bool every_instruction_;
    std::unordered_map<uint64_t, Last> last_;
};

}  // namespace minipy
