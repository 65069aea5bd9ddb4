"""json over the native _json: texts right and wrong through every hook, objects through every setting."""
import json
from json import decoder, encoder
import _json
docs = ['', ' ', '[', '[]', '[ ]', '{', '{}', '{ }', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '[1', '[1,', '[1,]', '[1,2]x', '"', '"abc', '"\\', '"\\u', '"\\u12', '"\\u1234', '"\\u1234"', '"\\ud83d\\ude00"','"\\ud83d\\u"', '"\\ud83d\\u12"','"\\ud83d\\u123x"','"\\ud83d\\u1234"','"\\ud83dx"', '"\\x"', '"a\nb"', 'nul', 'null', 'tru', 'true', 'false', 'NaN', 'Infinity', '-Infinity', '-', '-a', '-Inf', '1', '-1', '0', '01', '1.', '1.5', '1e', '1e5', '1e+', '1E-5', '1.5e300', '1e999', '-1e999', '1e-999', '123456789012345678', '1234567890123456789', '-123456789012345678901234567890','-0','-0.0', '{"a":1 "b"}', '{"a" 1}', '{1:2}', '[1 2]', '"\u00e9\\n\u20ac"', '["\U0001f600",1.25,12345678901234567890]', '{"k\\n":1,"k\\n":2,"k":3}', '{"\u20ac":1.5,"b":[{"\u20ac":2}]}', '\ufeff1', '{"a":[1,{"b":null}]}', '"\\ud83d\\ude0"', '"\\u00e"','"\\u 12a"','"\\u+123"', '"\\u0x12"']
def t(f,*a,**k):
    try: return repr(f(*a,**k))
    except BaseException as e: return f'{type(e).__name__}: {e}'
for d in docs:
    print(ascii(d), ascii(t(json.loads, d)), ascii(t(json.loads, d, strict=False)), ascii(t(json.loads,d,parse_float=str,parse_int=lambda s:'i'+s,parse_constant=str.lower, object_hook=lambda d:sorted(d))), ascii(t(json.loads,d,object_pairs_hook=tuple)))
sc=decoder.JSONDecoder().scan_once
print(type(sc), t(sc,'12',0), t(sc,'12',1), t(sc,'12',2), t(sc,'12',-1), t(sc,b'',0), t(sc,'1'),sc.strict, sc.parse_int, t(setattr,sc,'strict',1))
for a in [('"abc"',1),('abc"',0,True),('a\nc"',0,False),('a\nc"',0),('abc',9),('abc',-1),(1,2),('x',),('"','1')]:
    print(a, t(_json.scanstring,*a))
class I(int):
    def __repr__(self): return 'no'
class F(float):
    def __repr__(self): return 'no'
class S(str): pass
class D(dict):
    def items(self): return [('x',1)]
class D2(dict):
    def items(self): return [(1,)]
c=[]; c.append(c)
cd={}; cd['a']=cd
for o in [None,True,1,-5,2**70,1.5,float('nan'),float('inf'),-float('inf'),1e16,1e-7,'a"\\\n\x01\x7f\u20ac\U0001f600\ud800',[],(),{},[1,[2,(3,)]],{'a':1,2:3,1.5:2,None:1,True:2,False:0},I(3),F(2.5),S('x'),{I(3):F(2.5)},D(a=2),D2(a=2),c,cd,{(1,):2},{(1,):2,'b':3},object,{'b':1,'a':2},{'b':1,3:2}, [object()], {float('nan'):1}]:
    for k in [{},dict(sort_keys=True),dict(skipkeys=True),dict(allow_nan=False),dict(ensure_ascii=False),dict(indent=1),dict(separators=(',','=')),dict(default=lambda o:[str(type(o))]),dict(default=lambda o:o), dict(check_circular=False) if o is not c and o is not cd else {}]:
        print(ascii(t(json.dumps,o,**k)))
e=encoder.c_make_encoder
print(t(e,1,2,3,4,5,6,7,8,9), t(e,{},None,None,None,1,2,3,4,5),t(e,1,None,None,None,'','',1,1,1), t(e,))
print(t(encoder.c_make_encoder(None,None,lambda x:1,None,'','',0,0,0),'a',0), t(encoder.c_make_encoder(None,None,lambda x:'<'+x+'>',None,'','',0,0,0),{1:'b'},0))
print(t(_json.encode_basestring,1), t(_json.encode_basestring_ascii,None))
