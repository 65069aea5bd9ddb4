# Exploration finds the lost update and the deadlock by lock order; a locked counter has one outcome. The replay shows why.
out=$($PYTHON -m gil --explore 200 data/locked.py); echo "status $?"; echo "$out" | sed 's/ in .* a second)//'
out=$($PYTHON -m gil --explore 200 data/race.py); echo "status $?"; echo "$out" | grep -c "stopped before: store counter"
[ "$(echo "$out" | grep -c ' x  status 0')" -gt 1 ] && echo "updates were lost"
again=$(echo "$out" | sed -n 's/^Again: minipy -m gil --seed \([0-9]*\) .*/\1/p')
[ "$($PYTHON -X gil-seed=$again data/race.py)" -lt 10 ] && echo "and the seed does it again"
out=$($PYTHON -m gil --explore 200 data/lock_order.py); echo "status $?"
echo "$out" | grep -A9 "Deadlock" | sed 's/File ".*data/File "data/' | head -n 10
$PYTHON -m gil --explore x data/race.py; echo "status $?"
