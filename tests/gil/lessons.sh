# timeout: 120
# The lessons: the list, what one says, and that each one's claim holds, by what was counted and never by a time.
lessons=../../samples
$PYTHON -m gil --lesson
echo a | $PYTHON -m gil --lesson gather --width 80
printf 'z\nb\n' | $PYTHON -m gil --lesson 4 --width 80 --color never | grep -E "beat|prediction|Right|blocked|held"
$PYTHON -m gil --lesson coroutine </dev/null | tail -n 3
$PYTHON -m gil --lesson conwoy; echo "status $?"
# The pictures in samples/ are those of today.
for picture in asyncio/03_gather asyncio/04_blocking gil/09_io_gives_it_up; do
    file=${picture%/*}/${picture#*/[0-9][0-9]_}.svg
    (cd $lessons/${picture%/*} && $PYTHON -m gil --quiet --virtual --svg /tmp/lesson.$$ ${picture#*/}.py >/dev/null 2>&1)
    cmp /tmp/lesson.$$ $lessons/$file && echo "$file is the same"
done
rm -f /tmp/lesson.$$
# What is explored: the lost update, the deadlock.
$PYTHON -m gil --explore 200 $lessons/gil/11_lost_update.py | grep -c "^ *[0-9]* x .*status 0"
$PYTHON -m gil --explore 200 $lessons/gil/12_deadlock.py | grep -c "Deadlock"
# What is counted.
for claim in one_holder switch_interval cpu_bound convoy processes; do
    $PYTHON data/lesson_claims.py $claim $lessons/gil
done
