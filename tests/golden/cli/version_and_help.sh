$PYTHON -V | cut -d. -f1,2 | sed 's/minipy.*/Python 3.11/'; echo "status $?"
$PYTHON --version | grep -c .
$PYTHON -h > /tmp/minipy_help_$$; echo "status $?"; grep -c . /tmp/minipy_help_$$ | awk '{print ($1 > 20)}'; head -n 1 /tmp/minipy_help_$$ | cut -c1-6
for o in -c -m -i -O -u -W -X -E -I -B -V; do grep -q -e "^$o" /tmp/minipy_help_$$ && echo "$o is explained"; done
$PYTHON --help | head -n 1 | cut -c1-6; $PYTHON '-?' | head -n 1 | cut -c1-6
rm /tmp/minipy_help_$$
