# pyexpat: every handler, the settings, errors, entities and encodings, and what stands on it.
import io
import plistlib
import xml.dom.minidom
import xml.etree.ElementTree as ET
import xml.sax
from xml.parsers import expat

DOCUMENT = '''<?xml version="1.0" encoding="iso-8859-1" standalone="no"?>
<?xml-stylesheet href="stylesheet.css"?>
<!-- comment data -->
<!DOCTYPE quotations SYSTEM "quotations.dtd" [
<!ELEMENT root (child|other)*>
<!ATTLIST root attr CDATA "default" other CDATA #REQUIRED>
<!NOTATION notation SYSTEM "notation.jpeg">
<!ENTITY acirc "&#226;">
<!ENTITY external_entity SYSTEM "entity.file">
<!ENTITY unparsed_entity SYSTEM "entity.file" NDATA notation>
%unparsed_entity;
]>
<root attr1="value1" attr2="value2\xe9">
<myns:subelement xmlns:myns="http://www.python.org/namespace">Contents of subelements</myns:subelement>
<sub2><![CDATA[contents of CDATA section]]></sub2>
&external_entity;
&skipped_entity;
</root>
'''.encode('latin-1')

NAMES = [n for n in dir(expat.XMLParserType) if n.endswith('Handler') or n == 'DefaultHandlerExpand']
print(NAMES)


def traced(separator=None, skip=(), **settings):
    parser = expat.ParserCreate(namespace_separator=separator)
    for key, value in settings.items():
        setattr(parser, key, value)

    def handler(name):
        def handle(*args):
            print(' ', name, args)
            if name == 'ExternalEntityRefHandler':
                inner = parser.ExternalEntityParserCreate(args[0])
                inner.Parse(b'<inner/>', True)
                return 1
            if name == 'NotStandaloneHandler':
                return 1
        return handle

    for name in NAMES:
        if name not in skip:
            setattr(parser, name, handler(name))
    return parser


print('plain')
p = traced(skip=['DefaultHandler', 'DefaultHandlerExpand'])
print(p.Parse(DOCUMENT, True))
print('namespaces, ordered, buffered')
p = traced('!', ordered_attributes=True, specified_attributes=True, buffer_text=True, namespace_prefixes=True)
print(p.Parse(DOCUMENT, True))

for text in ['<a>', '<a></b>', '<a>&undefined;</a>', '', '<a/><b/>', '<a x="1" x="2"/>', '<a>\x00</a>', '<p:a/>']:
    parser = expat.ParserCreate(namespace_separator=' ')
    try:
        print(parser.Parse(text, True))
    except expat.ExpatError as e:
        print(type(e).__name__, e, e.code, e.lineno, e.offset, expat.errors.messages[e.code], parser.ErrorCode == e.code)
    print(parser.CurrentLineNumber, parser.CurrentColumnNumber, parser.CurrentByteIndex)

parser = expat.ParserCreate()
try:
    parser.Parse('<a/>', True)
    parser.Parse('<a/>', True)
except expat.ExpatError as e:
    print(e, e.code == expat.errors.codes[expat.errors.XML_ERROR_FINISHED])


class Broken(Exception):
    pass


def fail(name, attributes):
    if name == 'b':
        raise Broken(name, attributes)
    print('seen', name)


parser = expat.ParserCreate()
parser.StartElementHandler = fail
parser.EndElementHandler = lambda name: print('end', name)
try:
    parser.Parse('<a><c/><b k="v"/><d/></a>', True)
except Broken as e:
    print(repr(e))

parser = expat.ParserCreate('iso-8859-15')
parser.CharacterDataHandler = lambda s: print(ascii(s))
parser.Parse(b'<a>\xa4</a>', True)
parser = expat.ParserCreate()
parser.CharacterDataHandler = lambda s: print(ascii(s), parser.GetInputContext()[:5])
parser.ParseFile(io.BytesIO('<?xml version="1.0" encoding="koi8-r"?><a>да</a>'.encode('koi8-r')))
parser.SetBase('base')
print(parser.GetBase(), parser.GetInputContext(), parser.buffer_size, parser.buffer_used, parser.intern)
for bad in [lambda: expat.ParserCreate(namespace_separator='too long'), lambda: expat.ParserCreate(intern=5),
            lambda: setattr(parser, 'buffer_size', 0), lambda: setattr(parser, 'buffer_size', 'x'),
            lambda: delattr(parser, 'StartElementHandler'), lambda: parser.Parse(5), lambda: parser.ParseFile(5),
            lambda: type(parser)(), lambda: setattr(parser, 'unknown', 1)]:
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)

tree = ET.fromstring('<a x="1"><b>t&amp;</b>tail<c/></a>')
print(ET.tostring(tree), [e.tag for e in tree.iter()])
print(plistlib.loads(plistlib.dumps({'a': [1, 2.5, True, b'x']})))
print(xml.dom.minidom.parseString('<p>h\u00e9</p>').toxml())


class Counter(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print(name, dict(attrs))


xml.sax.parseString(b'<a k="v"><b/></a>', Counter())
