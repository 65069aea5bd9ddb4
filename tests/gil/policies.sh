# The same counter, += 1 by each of four threads: a switch by time never falls inside it, one by a seed can. One seed is one
# schedule.
for policy in interval fair; do $PYTHON -X gil-policy=$policy data/counter.py; done
$PYTHON -X gil-policy=seeded:1 data/counter.py | sed "s/lost [0-9][0-9]*/lost some/"
$PYTHON -X gil-policy=unfair -c 1; echo "status $?"
$PYTHON -m gil --quiet --seed 3 data/letters.py > /tmp/letters.$$; cat /tmp/letters.$$ | wc -c
for i in 1 2 3; do $PYTHON -m gil --quiet --seed 3 data/letters.py | cmp - /tmp/letters.$$ && echo same; done
$PYTHON -m gil --quiet --seed 4 data/letters.py | cmp -s - /tmp/letters.$$ || echo "another seed, another order"
rm -f /tmp/letters.$$
