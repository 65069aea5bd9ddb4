x = 'found by PYTHONPATH'
