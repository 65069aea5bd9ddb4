# Exploration finds the lost update and the deadlock by lock order; a locked counter has one outcome. The replay shows why.
$PYTHON -m gil --explore 200 data/locked.py | sed 's/ in .* a second)//'; echo "status $?"
$PYTHON -m gil --explore 200 data/race.py | grep -c "status 0"
$PYTHON -m gil --explore 200 data/race.py | sed -n '/^One schedule/,$p' | grep -c "stopped before"
$PYTHON -m gil --explore 200 data/lock_order.py | grep -A5 "Deadlock" | sed 's/File ".*data/File "data/' | head -n 8
$PYTHON -m gil --explore x data/race.py; echo "status $?"
