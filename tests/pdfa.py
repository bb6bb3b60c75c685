"""What ISO 19005-2 (PDF/A-2b) asks of a file, as far as a machine reads it off.

No validator is at hand that installs with the project, so the clauses that these
sheets could break are held against the file, object by object.
"""

import re
from io import BytesIO
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject

PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
#: What a file may not do, hold or depend on, by the key that would say so.
FORBIDDEN = {
    *("/JS", "/JavaScript", "/AA", "/XFA", "/EmbeddedFiles", "/Encrypt"),
    *("/Alternates", "/OPI", "/TR", "/HTP", "/Requirements", "/NeedsRendering"),
}
BLENDS = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken"),
    *("/Lighten", "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight"),
    *("/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"),
}


def faults(pdf):
    """Yield a sentence for each clause that a file breaks."""
    reader = PdfReader(BytesIO(pdf), strict=True)
    if reader.is_encrypted:
        yield "6.1.3: encrypted"
        return
    yield from _file(pdf, reader)
    yield from _metadata(reader)
    yield from _output_intent(reader)
    for each in _objects(reader):
        yield from _object(each)
    for page in reader.pages:
        yield from _shown(page, reader)


def _file(pdf, reader):
    """6.1: header, end, identity."""
    head = re.match(rb"%PDF-1\.[0-7]\r?\n%([\x80-\xff]{4})", pdf)
    if not head:
        yield "6.1.2: the header, or the comment of four bytes above 127"
    if not re.search(rb"%%EOF\r?\n?\Z", pdf):
        yield "6.1.3: something follows the end"
    if len(reader.trailer.get("/ID", ())) != 2:
        yield "6.1.3: no identity"


def _metadata(reader):
    """6.6: part and conformance; what Info says, the metadata say too."""
    stream = reader.trailer["/Root"].get("/Metadata")
    if stream is None:
        yield "6.6.2: no metadata"
        return
    said = ElementTree.fromstring(stream.get_object().get_data())
    about = {name: value for each in said.iter() for name, value in each.items()}
    about |= {each.tag: each.text for each in said.iter()}
    if (about.get(f"{PDFA}part"), about.get(f"{PDFA}conformance")) != ("2", "B"):
        yield "6.6.4: part and conformance"
    info = reader.trailer["/Info"]
    title = said.findtext(f".//{DC}title/{RDF}Alt/{RDF}li")
    author = said.findtext(f".//{DC}creator/{RDF}Seq/{RDF}li")
    told = {
        "/Title": title,
        "/Author": author,
        "/Producer": about.get(f"{PDF}Producer"),
    }
    for name, value in told.items():
        if info.get(name) != value:
            yield f"6.6.3: {name} says {info.get(name)!r}, the metadata {value!r}"


def _output_intent(reader):
    """6.2.3: device colours are those of an embedded RGB profile."""
    intents = reader.trailer["/Root"].get("/OutputIntents", ())
    intents = [each.get_object() for each in intents]
    profiles = [i["/DestOutputProfile"] for i in intents if i["/S"] == "/GTS_PDFA1"]
    if len(profiles) != 1:
        yield "6.2.3: not one output intent of PDF/A"
        return
    data = profiles[0].get_object().get_data()
    if data[36:40] != b"acsp" or data[16:20] != b"RGB " or data[8] > 4:
        yield "6.2.3: no RGB profile of ICC"


def _objects(reader):
    """Every dictionary of the file, once."""
    left, seen = [reader.trailer], set()
    while left:
        each = left.pop().get_object()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, DictionaryObject):
            yield each
            left.extend(each.values())
        elif isinstance(each, ArrayObject):
            left.extend(each)


def _object(each):
    if found := FORBIDDEN & set(each):
        yield f"6.1, 6.5, 6.6: {sorted(found)}"
    if isinstance(each, StreamObject) and {"/F", "/FFilter"} & set(each):
        yield "6.1.7: a stream outside the file"
    if "/LZWDecode" in str(each.get("/Filter", "")):
        yield "6.1.7: LZW"
    if each.get("/Interpolate"):
        yield "6.2.8: an image is interpolated"
    if each.get("/BM", "/Normal") not in BLENDS:
        yield "6.2.10: a blend mode of its own"
    if each.get("/Type") == "/Annot" and int(each.get("/F", 0)) & 4 == 0:
        yield "6.3.2: an annotation that is not printed"
    if each.get("/S") in ("/Launch", "/Sound", "/Movie", "/ResetForm", "/Hide"):
        yield f"6.5.1: action {each['/S']}"
    if each.get("/CMYK") or "/DeviceCMYK" in each.values():
        yield "6.2.4: CMYK without a profile"
    if each.get("/Type") == "/FontDescriptor":
        yield from _font(each)


def _font(descriptor):
    """6.2.11.4: the program of every font lies in the file."""
    programs = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    if len(programs) != 1:
        yield f"6.2.11.4: {descriptor['/FontName']} is not embedded"
    elif not descriptor[programs.pop()].get_object().get_data():
        yield f"6.2.11.4: {descriptor['/FontName']} is empty"


def _shown(page, reader):
    """6.2.2, 6.2.11: fonts have a Unicode map, and no glyph is the missing one."""
    for name, font in page["/Resources"].get("/Font", {}).items():
        if "/ToUnicode" not in font.get_object():
            yield f"6.2.11.7: {name} has no Unicode map"
    for operands, operator in ContentStream(page["/Contents"], reader).operations:
        if operator in (b"k", b"K"):
            yield "6.2.4: CMYK without a profile"
        if operator in (b"Tj", b"TJ") and any(map(_misses, _texts(operands[0]))):
            yield "6.2.11.8: a glyph that the font lacks"


def _texts(operand):
    parts = operand if isinstance(operand, list) else [operand]
    return [
        getattr(p, "original_bytes", p) for p in parts if isinstance(p, str | bytes)
    ]


def _misses(text):
    """Whether a text in codes of two bytes shows what stands for no glyph."""
    codes = [text[i : i + 2] for i in range(0, len(text), 2)]
    return b"\0\0" in codes or b"\xff\xff" in codes
