# Two threads that compute, under three policies: only with ticks nobody asks, and many switches are forced.
$PYTHON -m gil --compare data/spin.py 2>&1 | awk '/^(interval|ticks|fair)/ { print $1, ($7 > 0 ? "asked" : "nobody asked"), ($8 > 1000 ? "forced often" : "forced seldom") }'
