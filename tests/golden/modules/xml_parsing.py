# XML: expat's events and errors, ElementTree, minidom, SAX, plistlib, xmlrpc's marshalling over them.
import plistlib
import xml.etree.ElementTree as ET
import xml.sax
import xmlrpc.client
from xml.dom import minidom
from xml.parsers import expat

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE root [<!ENTITY name "a value"> <!ELEMENT root (item)*> <!ATTLIST item kind CDATA "plain">
<!NOTATION pic SYSTEM "viewer">]>
<root xmlns:n="urn:n"><!-- a comment --><?target some data?>
<item id="1" n:x="y">text &amp; &name;</item><![CDATA[<raw>]]><item kind="other"/></root>
"""

p = expat.ParserCreate()
for name in ("StartElement", "EndElement", "ProcessingInstruction", "CharacterData", "Comment", "StartCdataSection",
             "EndCdataSection", "XmlDecl", "StartDoctypeDecl", "EndDoctypeDecl", "EntityDecl", "ElementDecl",
             "AttlistDecl", "NotationDecl"):
    setattr(p, name + "Handler", lambda *args, name=name: print(name, *map(repr, args)))
print(p.Parse(DOCUMENT, True), p.CurrentLineNumber, p.ErrorCode)

p = expat.ParserCreate(namespace_separator=" ")
p.buffer_text = True
p.ordered_attributes = True
p.StartElementHandler = lambda name, attributes: print(name, attributes)
p.CharacterDataHandler = lambda data: print(repr(data))
p.Parse(DOCUMENT.encode())
p.Parse(b"", True)


class Stop(Exception):
    pass


def stop(*args):
    raise Stop(args)


p = expat.ParserCreate()
p.StartElementHandler = stop
try:
    p.Parse("<a><b/></a>", True)
except Stop as error:
    print("stopped", error)
for wrong in ("<a>", "<a></b>", "", "<a x=1/>", "<a>&nope;</a>", "<a/><b/>"):
    try:
        expat.ParserCreate().Parse(wrong, True)
    except expat.ExpatError as error:
        print(error, error.code, error.lineno, error.offset, expat.errors.messages[error.code])
for call in (lambda: expat.ParserCreate(namespace_separator="too long"), lambda: expat.ParserCreate(intern=3),
             lambda: type(p)(), lambda: setattr(p, "buffer_size", 0)):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)

tree = ET.fromstring(DOCUMENT)
print([(e.tag, e.attrib, e.text) for e in tree.iter()])
print(ET.tostring(tree)[:60], tree.find("item").get("id"), len(tree.findall(".//item[@kind]")))
try:
    ET.fromstring("<a><b></a>")
except ET.ParseError as error:
    print(type(error).__name__, error, error.position)
dom = minidom.parseString(DOCUMENT)
print(dom.documentElement.toxml()[:70], len(dom.getElementsByTagName("item")))


class Handler(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print("start", name, dict(attrs))

    def characters(self, content):
        print("characters", repr(content))


xml.sax.parseString(b"<a x='1'><b>text</b></a>", Handler())
data = plistlib.dumps({"numbers": [1, 2.5], "flag": True, "bytes": b"abc", "text": "\u20ac"})
print(plistlib.loads(data))
print(xmlrpc.client.loads(xmlrpc.client.dumps((1, "two", [3.5, {"k": None}]), "method", allow_none=True)))
