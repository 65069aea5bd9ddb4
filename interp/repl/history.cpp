#include "repl/history.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace minipy {

namespace {

std::string encoded(const std::string& entry) {
    std::string line;
    for (char c : entry) {
        if (c == '\n') line += '\r';
        line += c;
    }
    return line + '\n';
}

bool write_all(int fd, const std::string& text) {
    for (size_t done = 0; done < text.size();) {
        ssize_t n = ::write(fd, text.data() + done, text.size() - done);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) done += static_cast<size_t>(n);
    }
    return true;
}

bool write_file(const std::string& path, int flags, const std::string& text) {
    int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (fd < 0) return false;
    bool good = write_all(fd, text);
    ::close(fd);
    return good;
}

bool read_file(const std::string& path, std::string& text) {
    int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    char chunk[1 << 16];
    ssize_t n;
    while ((n = ::read(fd, chunk, sizeof chunk)) > 0) text.append(chunk, static_cast<size_t>(n));
    int error = errno;
    ::close(fd);
    errno = error;
    return n == 0;
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\n") == std::string::npos; }

}  // namespace

bool History::open(const std::string& path) {
    path_ = path;
    bool good = read(path);
    if (!good) return errno == ENOENT;
    if (entries_.size() <= kMost + kMost / 5) return true;
    entries_.erase(entries_.begin(), entries_.end() - static_cast<ptrdiff_t>(kMost));
    return write(path, kMost);
}

void History::add(const std::string& entry) {
    if (is_blank(entry) || (!entries_.empty() && entries_.back() == entry)) return;
    entries_.push_back(entry);
    if (!path_.empty()) write_file(path_, O_APPEND, encoded(entry));
}

template <class Matches>
size_t History::search(size_t from, bool older, Matches&& matches) const {
    if (older) {
        for (size_t i = std::min(from, entries_.size()); i-- > 0;) {
            if (matches(entries_[i])) return i;
        }
        return npos;
    }
    for (size_t i = from + 1; i < entries_.size(); ++i) {
        if (matches(entries_[i])) return i;
    }
    return npos;
}

size_t History::find(const std::string& part, size_t from, bool older) const {
    return search(from, older,
                  [&](const std::string& entry) { return entry.find(part) != std::string::npos; });
}

size_t History::find_prefix(const std::string& prefix, size_t from, bool older,
                            const std::string& unlike) const {
    return search(from, older, [&](const std::string& entry) {
        return entry.compare(0, prefix.size(), prefix) == 0 && entry != unlike;
    });
}

bool History::read(const std::string& path) {
    std::string text;
    if (!read_file(path, text)) return false;
    std::string entry;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(text.find('\n', at), text.size());
        bool goes_on = end > at && text[end - 1] == '\r';
        entry.append(text, at, end - at - (goes_on ? 1 : 0));
        if (goes_on) {
            entry += '\n';
        } else {
            if (!entry.empty()) entries_.push_back(std::move(entry));
            entry.clear();
        }
        at = end + 1;
    }
    if (!entry.empty()) entries_.push_back(std::move(entry));
    return true;
}

bool History::write(const std::string& path, size_t last) const {
    std::string text;
    size_t first = entries_.size() - std::min(last, entries_.size());
    for (size_t i = first; i < entries_.size(); ++i) text += encoded(entries_[i]);
    return write_file(path, O_TRUNC, text);
}

bool History::append(const std::string& path, size_t count) const {
    std::string text;
    size_t first = entries_.size() - std::min(count, entries_.size());
    for (size_t i = first; i < entries_.size(); ++i) text += encoded(entries_[i]);
    return write_file(path, O_APPEND, text);
}

}  // namespace minipy
