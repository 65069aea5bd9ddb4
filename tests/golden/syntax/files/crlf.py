print("crlf")
if 1:
    print("lines")
