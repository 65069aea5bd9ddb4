// Context: a mapping from ContextVar to value (PEP 567), and which one is current.
//
// The variables lie in a Dict that copies share: a copy costs one reference, and the dict itself is copied when one of
// those who share it sets a variable. A thread has one current context (or none until it first needs one); an
// EnteredContext makes another one current for the time it lives, and a Context can be entered only once at a time.
// The types themselves and their methods are in stdlib/_contextvars.cpp.
#pragma once

#include "objects/protocol.h"

namespace minipy {

struct Context : GcObject {
    Value vars = Value::none();  // Dict, shared with copies: never changed while anyone else holds it
    bool entered = false;
};

inline bool is_context(Thread& t, Value v) { return v.is_object() && v.object()->type == types(t).context; }

// A context with these variables (a Dict, shared), or with none.
Owned make_context(Thread&, Value vars);
// The thread's current context, made when there is none (borrowed).
Result<Context*> current_context(Thread&);
Owned copy_current_context(Thread&);

// The only place where another context becomes the current one.
//
//     EnteredContext inside(t, context);
//     TRY(inside.status());               // RuntimeError: it is entered already
class EnteredContext {
  public:
    EnteredContext(Thread& t, Value context) : t_(t), self_(context.as<Context>()) {
        if (self_->entered) [[unlikely]] {
            refuse();
            return;
        }
        retain(self_);
        self_->entered = true;
        outer_ = t.context;
        t.context = Value(self_);
        ++t.context_version;
        inside_ = true;
    }
    ~EnteredContext() {
        if (!inside_) return;
        t_.context = outer_;
        ++t_.context_version;
        self_->entered = false;
        release(self_);
    }
    EnteredContext(const EnteredContext&) = delete;
    EnteredContext& operator=(const EnteredContext&) = delete;
    Status status() const {
        if (inside_) return {};
        return Raised{};
    }

  private:
    void refuse();

    Thread& t_;
    Context* self_;
    Value outer_;  // the thread's reference lies here meanwhile
    bool inside_ = false;
};

}  // namespace minipy
