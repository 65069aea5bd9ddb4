from circ_c import other
thing = 2
