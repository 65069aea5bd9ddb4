P='import warnings
warnings.warn("dep", DeprecationWarning)
warnings.warn("user")
print("end")'
for w in default ignore error always module once error::DeprecationWarning ignore::UserWarning default:user nope error::NoSuch a:b:c:d:e:f ''; do
    echo "-W $w"; $PYTHON -W "$w" -c "$P" 2>&1; echo "status $?"
done
PYTHONWARNINGS=ignore $PYTHON -c "$P"; echo "status $?"
PYTHONWARNINGS=error,ignore::UserWarning $PYTHON -c "$P" 2>&1; echo "status $?"
$PYTHON -Wignore -Werror::UserWarning -c 'import sys; print(sys.warnoptions)'
$PYTHON -W error -c 'x is 1' 2>&1; echo "status $?"
$PYTHON -X dev -c 'import sys; print(sys.warnoptions, sys.flags.dev_mode)'
