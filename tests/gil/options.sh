# The options of the lock, with `-m gil` and as -X gil-... of a plain run: the same.
both() {
    $PYTHON -m gil --quiet $1 -c "$2"
    $PYTHON $(echo " $1" | sed 's/ --\([a-z]*\)[ =]\([^ -]*\)/ -X gil-\1=\2/g;s/ --\([a-z]*\)/ -X gil-\1/g;s/=$//') -c "$2"
}
state='import gil, sys; print(gil.policy, round(sys.getswitchinterval(), 6))'
both "" "$state"
for policy in interval ticks ticks:7 fair seeded:5; do both "--policy=$policy" "$state"; done
both --interval=1 "$state"
both --interval=0.25 "$state"
both --ticks=50 "$state"
both "--policy=fair --interval=20" "$state"
both --seed=9 "$state"
both --virtual 'import time; a = time.monotonic(); time.sleep(3600); print(time.monotonic() - a > 3600)'
for wrong in --interval=soon --interval=0 --ticks=0 --ticks=x --seed=x --policy=ticks:0 --policy=nobody; do
    $PYTHON -m gil --quiet $wrong -c 'print("ran")' >/tmp/wrong.$$ 2>&1; echo "status $?"
    sed 's/.*: unknown/unknown/' /tmp/wrong.$$; rm -f /tmp/wrong.$$
done
# Modes, too.
$PYTHON -m gil --explore 20 data/locked.py | sed 's/ in .* a second)//'
$PYTHON -X gil-explore=20 data/locked.py | sed 's/ in .* a second)//'
$PYTHON -X gil-compare -c 'print("compared")' 2>&1 | grep -c '^[a-z]* *[0-9]'
# Every option that changes a run is taken in both ways.
$PYTHON data/all_options.py
# The sum is right under every policy; under `ticks` the lock is fought for: failed acquisitions, and a switch is no matter of time.
cat >/tmp/sum.$$ <<'END'
import gil, threading
lock, total = threading.Lock(), 0
def work():
    global total
    for _ in range(20_000):
        with lock: total += 1
threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(gil.policy, total)
END
for policy in interval ticks fair; do $PYTHON -X gil-policy=$policy /tmp/sum.$$; done
rm -f /tmp/sum.$$
