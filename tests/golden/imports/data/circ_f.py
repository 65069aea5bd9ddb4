import circ_e
try:
    circ_e.name
except AttributeError as e:
    print(e)
