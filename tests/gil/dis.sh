# Bytecode, with the places where the lock may change hands.
$PYTHON -m dis data/race.py | sed 's/0x[0-9a-f]*/0x/; s/file ".*data/file "data/'
