import circ_f
name = 1
