import sys
sys.path.insert(0, 'data')
import circ_a
print(circ_a.from_b, circ_a.late())
try:
    import circ_c
except ImportError as e:
    print(str(e).partition(' (')[0])
import circ_e
