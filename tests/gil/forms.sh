# The forms for other programs: the trace event format and the Firefox Profiler's, checked by what those programs demand. On
# the virtual clock every form is the same bytes each time.
dir=$(mktemp -d)
forms="--svg $dir/a.svg --html $dir/a.html --json $dir/a.json --gecko $dir/a.gecko"
for program in data/everything.py data/tasks.py data/sleepers.py; do
    echo "$program"
    $PYTHON -m gil --quiet --virtual $forms $program >$dir/out 2>$dir/err
    grep -c "written to" $dir/err
    $PYTHON data/check_trace.py $dir/a.json
    $PYTHON data/check_gecko.py $dir/a.gecko
    for form in svg html json gecko; do cp $dir/a.$form $dir/before.$form; done
    for again in 1 2 3; do
        $PYTHON -m gil --quiet --virtual $forms $program >/dev/null 2>&1
        for form in svg html json gecko; do cmp $dir/before.$form $dir/a.$form || echo "$program: another $form"; done
    done
done
rm -rf $dir
