print("x") = 5
