# Exploration finds the lost update and the deadlock by lock order; a locked counter has one outcome. The replay shows why.
out=$($PYTHON -m gil --explore 200 data/locked.py); echo "status $?"; echo "$out" | sed 's/ in .* a second)//'
out=$($PYTHON -m gil --explore 200 data/race.py); echo "status $?"; echo "$out" | grep -c "stopped before: \(add\|store counter\)"
[ "$(echo "$out" | grep -c ' x  status 0')" -gt 1 ] && echo "updates were lost"
again=$(echo "$out" | sed -n 's/^Again: minipy -m gil --seed \([0-9]*\) .*/\1/p')
[ "$($PYTHON -X gil-seed=$again data/race.py)" -lt 10 ] && echo "and the seed does it again"
out=$($PYTHON -m gil --explore 200 data/lock_order.py); echo "status $?"
echo "$out" | grep -A9 "Deadlock" | sed 's/File ".*data/File "data/' | head -n 10
# Many schedules in one process, and each in one of its own: the same outcomes, the same seeds.
for program in data/race.py data/lock_order.py data/two_steps.py; do
    $PYTHON data/batches.py $program 60
done
# The order of a set is the same in each process.
$PYTHON -m gil --explore 2 -c 'print(hash("x"), {"a", "b", "c"})' >/tmp/explore.$$
grep -cF -e "$($PYTHON -X gil-seed=1000000 -c 'print(hash("x"), {"a", "b", "c"})')" /tmp/explore.$$; rm -f /tmp/explore.$$
# What a batch cannot have: a daemon left over, a program that ends itself, one that changes the library.
for program in data/leaves_daemon.py data/ends_itself.py data/changes_library.py; do
    $PYTHON -m gil --explore 30 $program | sed 's/ in .* a second)//'
done
$PYTHON -m gil --explore x data/race.py; echo "status $?"
