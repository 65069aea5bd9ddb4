# coding: euc-kr
print("한글")
