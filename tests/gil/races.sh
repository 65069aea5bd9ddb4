# Races by happens-before: the counter without a lock, the one with; other things that make an order.
$PYTHON -m gil --quiet --races data/race.py
$PYTHON -m gil --quiet --races data/locked.py
$PYTHON -m gil --quiet --races data/ordered.py
$PYTHON -m gil --quiet --races data/unordered.py
