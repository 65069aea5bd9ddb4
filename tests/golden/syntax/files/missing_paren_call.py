print(len("abc")
x = 1
