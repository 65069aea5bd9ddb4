// Notices a container that contains itself while its repr is made.
#pragma once

#include "objects/protocol.h"

namespace minipy {

class ReprGuard {
  public:
    ReprGuard(Thread& t, Value v) : t_(t), entered_(true) {
        for (Object* o : t.in_repr) {
            if (o == v.object()) entered_ = false;
        }
        if (entered_) t.in_repr.push_back(v.object());
    }
    ~ReprGuard() {
        if (entered_) t_.in_repr.pop_back();
    }
    ReprGuard(const ReprGuard&) = delete;
    // The object's repr is being made further out.
    bool recursive() const { return !entered_; }

  private:
    Thread& t_;
    bool entered_;
};

}  // namespace minipy
