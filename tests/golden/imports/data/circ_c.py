from circ_d import thing
other = 1
