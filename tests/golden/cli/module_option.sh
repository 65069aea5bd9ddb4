cd data
$PYTHON -m run_me a b; echo "status $?"
$PYTHON -m runpack x; echo "status $?"
$PYTHON -m runpack.sub; echo "status $?"
$PYTHON -m runpack.fails; echo "status $?"
$PYTHON -m runpack.broken; echo "status $?"
$PYTHON runpack; echo "status $?"
$PYTHON -mrun_me; echo "status $?"
$PYTHON -m this_has_syntax_error; echo "status $?"
