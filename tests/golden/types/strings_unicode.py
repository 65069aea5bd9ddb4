for s in ('a', '\x00', '\n\t\r\\', "it's", 'say "hi"', 'both \' and "', '\x7f', '\x80', 'é', '한글', '\u200b', '\ud800', '😀', '\U0010ffff', '\xa0', '\xad', '\u0378', 'a\u0301', '\x1b[0m', '\u2028', '\ue000'):
    print(ascii(s), repr(s) if s != '\ud800' else 'surrogate: ' + repr(s), len(s), [hex(ord(c)) for c in s][:3])
print(ord('A'), ord('한'), chr(0x1F600), chr(97), '\N{BULLET}', '\N{LATIN SMALL LETTER E WITH ACUTE}', '\x41\u0042\U00000043\103', '\N{SNOWMAN}'.encode())
print('naïve'.encode('utf-8'), '한글'.encode('utf-8'), 'é'.encode('latin-1'), '😀'.encode('utf-16-le'), 'ab'.encode('utf-16'), 'a😀'.encode('utf-32-be'), 'é'.encode('ascii', 'replace'), 'é'.encode('ascii', 'ignore'), 'é한'.encode('ascii', 'xmlcharrefreplace'), 'é한😀'.encode('ascii', 'backslashreplace'), 'é'.encode('ascii', 'namereplace'), '한글'.encode('euc-kr'), '한글'.encode('cp949'))
print(b'\xed\x95\x9c'.decode(), b'\xff'.decode('latin-1'), b'a\xffb'.decode('utf-8', 'replace'), b'a\xffb'.decode('utf-8', 'ignore'), b'a\xffb'.decode('utf-8', 'backslashreplace'), ascii(b'a\xffb'.decode('utf-8', 'surrogateescape')), b'a\xffb'.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape'), b'\xff\xfea\x00'.decode('utf-16'), b'\xc7\xd1'.decode('euc-kr'))
for data in (b'\xff', b'a\x80b', b'\xc3', b'\xc3(', b'\xe2\x82', b'\xf0\x9f\x98', b'\xed\xa0\x80', b'\xc0\xaf', b'\xf5\x80\x80\x80', b'\xe0\x80\x80', b'ok\xe1\x80'):
    try:
        data.decode()
    except UnicodeDecodeError as e:
        print(e, (e.encoding, e.object, e.start, e.end, e.reason), ascii(data.decode('utf-8', 'replace')))
for text, enc in (('é', 'ascii'), ('aé한b', 'latin-1'), ('\ud800', 'utf-8'), ('😀', 'cp949'), ('ab\udc80', 'utf-16')):
    try:
        text.encode(enc)
    except UnicodeEncodeError as e:
        print(e, (e.encoding, ascii(e.object), e.start, e.end, e.reason))
print('é' == 'e\u0301', 'A' < 'a' < 'é' < '한' < '😀', sorted(['b', 'A', 'é', 'Z', 'a']), max('abc한'), '한글'[::-1], '한' * 3, '한글 텍스트'.split(), 'aé한😀'.find('😀'), 'aé한😀'[1:3], 'é한'.upper(), len('👨‍👩‍👧'))
변수 = 5
naïve = 변수 + 1
print(변수, naïve, globals()['변수'], 'ﬁ'.isidentifier())
ﬁ = 'ligature'
print(fi)
print(str(b'abc', 'ascii'), str(b'abc'), bytes('é', 'utf-8'), str('x'), str(object=5), str())
print('ab' 'cd' "ef" '''gh''' """i
j""", r'\n\d', 'a\
b', '\'', "\"", '\a\b\f\v'.encode(), u'u', R'\x', '\0', '\8' if False else '', '''a'b"c''')
print('%c%c' % ('한', 0x41), '{:>5}|{:^5}|'.format('한', 'é'), f'{"한글":*^10}', 'İstanbul'.lower().encode(), 'ΣΑΣ'.lower(), 'ŉ'.upper(), 'ﬀ'.title(), 'ὓ'.upper(), '\u01c5'.istitle(), 'ⅷ'.upper(), 'ª'.islower(), 'Ⅷ'.isupper(), 'ʰ'.islower())
