mkdir -p /tmp/minipy_cli_$$/pack; cd /tmp/minipy_cli_$$
echo 'print("main of a folder", __name__, __file__.rpartition("/")[2])' > pack/__main__.py
echo 'value = 5' > beside.py
echo 'import beside, sys; print(beside.value, sys.path[0].startswith("/tmp"))' > script.py
$PYTHON pack; $PYTHON script.py; cd /; $PYTHON /tmp/minipy_cli_$$/script.py; cd /tmp/minipy_cli_$$
$PYTHON -i script.py < /dev/null; echo "-i: $?"
$PYTHON -x script.py; echo "-x: $?"
printf '#!/usr/bin/env python3\nprint("hash bang")\n' > bang.py; $PYTHON bang.py
$PYTHON -q -c 'print("quiet")'
ln -s script.py link.py; $PYTHON link.py
mv script.py 'a name with blanks.py'; $PYTHON 'a name with blanks.py' 'an argument' ''
printf 'import sys\nprint(sys.argv[1:])\n' > args.py; $PYTHON args.py -c -m --help -; $PYTHON args.py -- a
printf 'print("한글 파일")\n' > 한글.py; $PYTHON 한글.py
cd /; rm -r /tmp/minipy_cli_$$
