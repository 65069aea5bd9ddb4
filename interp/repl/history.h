// What was typed before, block by block, kept in a file between sessions.
//
// In the file an entry is one line; a block's inner newlines stand as "\r\n". Each new entry is appended at once, so
// that several prompts can be open and none is lost when one is killed.
#pragma once

#include <string>
#include <vector>

namespace minipy {

class History {
  public:
    static constexpr size_t kMost = 10000;

    // Names the file and reads it; a file that is not there is an empty one. False: errno.
    bool open(const std::string& path);
    const std::string& path() const { return path_; }
    // Adds an entry, also to the file; not when it is blank or repeats the last one.
    void add(const std::string& entry);

    size_t size() const { return entries_.size(); }
    const std::string& operator[](size_t i) const { return entries_[i]; }
    std::vector<std::string>& entries() { return entries_; }

    // Searching goes from `from` (not included) to older entries, or to newer ones; npos: not found.
    static constexpr size_t npos = static_cast<size_t>(-1);
    size_t find(const std::string& part, size_t from, bool older) const;
    size_t find_prefix(const std::string& prefix, size_t from, bool older, const std::string& unlike) const;

    // The file functions of the readline module. False: errno.
    bool read(const std::string& path);
    bool write(const std::string& path, size_t last) const;  // the newest `last` entries
    bool append(const std::string& path, size_t count) const;

  private:
    template <class Matches>
    size_t search(size_t from, bool older, Matches&& matches) const;

    std::vector<std::string> entries_;
    std::string path_;
};

}  // namespace minipy
