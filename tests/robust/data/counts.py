"""What a process holds of the system's resources: taken before and after, the two must be the same."""
import gc
import os
import time


def children():
    """Processes whose parent this one is, zombies among them."""
    me, found = os.getpid(), []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if int(parent) == me:
                found.append((int(name), state))
    return found


def semaphores():
    return {name for name in os.listdir("/dev/shm") if name.startswith(("sem.mp-", "psm_", f"pym-{os.getpid()}-"))}


class Counts:
    """with Counts(): ... prints what is left over at the end, or that nothing is."""

    def _look(self):
        gc.collect()
        return {"descriptors": len(os.listdir("/proc/self/fd")), "threads": len(os.listdir("/proc/self/task")),
                "children": len(children()) - self.helpers(), "semaphores": len(semaphores())}

    @staticmethod
    def helpers():
        """The resource tracker and the fork server stay on purpose."""
        names = []
        for pid, _ in children():
            try:
                with open(f"/proc/{pid}/cmdline") as file:
                    names.append(file.read())
            except OSError:
                pass
        return sum("resource_tracker" in name or "forkserver" in name for name in names)

    def __enter__(self):
        self.before = self._look()
        return self

    def __exit__(self, kind, error, traceback):
        if kind:
            return
        deadline = time.monotonic() + 10      # a thread is in the list a little longer than it can be joined
        while (now := self._look()) != self.before and time.monotonic() < deadline:
            time.sleep(0.02)
        left = {name: now[name] - self.before[name] for name in now if now[name] > self.before[name]}
        print("left over:", left or "nothing")
