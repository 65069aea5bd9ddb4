x = 1
while x:
# comment
print(x)
