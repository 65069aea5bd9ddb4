// What fork leaves behind in the child: one thread, and everything that the others held.
#pragma once

namespace minipy {

struct Thread;

// In the child, before any Python runs there: `survivor`, which called fork, is the main and only thread; the GIL is its
// own and new, the clock knows no waiters, signals that came to the parent are forgotten. Locks of Python programs stay as
// they were: threading sees to its own (os.register_at_fork).
void reset_after_fork(Thread& survivor);

}  // namespace minipy
