x = 1
# ÿ bad
