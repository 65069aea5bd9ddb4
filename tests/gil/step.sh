# A walk through two threads: the second goes first, comes back, and an update is lost.
$PYTHON -m gil --quiet --step data/two_steps.py 2>&1 << EOF





2

3
i


2



c
EOF
