if 1:
    print("form feed")

    print("inside")
