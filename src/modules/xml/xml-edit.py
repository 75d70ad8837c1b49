# Computes the edited XML document, or reads from it, without writing. Stdin contains the request in JSON. Prints
# the desired document, or null if it is unchanged, and the matches of the path afterwards. Exits with 2 if the file does not exist,
# with 3 if lxml is missing, and with 4 if the edit is impossible, with the reason on stderr.
import io, json, os, re, stat, sys

try:
    from lxml import etree
except ImportError:
    sys.exit(3)

P = json.load(sys.stdin)
NS = P["namespaces"]


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(4)


def qualified(name):
    prefix, colon, local = name.partition(":")
    if not colon or name.startswith("{"):
        return name
    if prefix not in NS:
        fail("namespaces has no prefix %s" % prefix)
    return "{%s}%s" % (NS[prefix], local)


def find(path):
    try:
        found = TREE.xpath(path, namespaces=NS)
    except (etree.XPathError, TypeError) as error:
        fail("xpath %s: %s" % (path, error))
    return found if isinstance(found, list) else [found] * bool(found)


def steps(path):
    """The steps of a path, each with the slashes before it."""
    return re.findall(r"/*(?:\[(?:[^\]'\"]|'[^']*'|\"[^\"]*\")*\]|'[^']*'|\"[^\"]*\"|[^/\[])+", path)


NAME = r"[\w.-]+(?::[\w.-]+)?"
TEXT = r"(?:'([^']*)'|\"([^\"]*)\")"
ELEMENT = re.compile(r"^/?(%s)(?:\[(?:@(%s)|text\(\)|\.)\s*=\s*%s\])?$" % (NAME, NAME, TEXT))
ATTRIBUTE = re.compile(r"^/@(%s)(?:\s*=\s*%s)?$" % (NAME, TEXT))
CONTENT = re.compile(r"^/text\(\)\s*=\s*%s$" % TEXT)


def make(path):
    """Makes what the path leads to, where it leads nowhere and each step names one thing."""
    if find(path):
        return
    *above, last = steps(path)
    if not above:
        fail("the document has no %s, and its root is not replaced" % path)
    if CONTENT.match(last) and len(above) > 1:
        last = "%s[.=%s]" % (above.pop(), last.split("=", 1)[1].strip())
    parent = "".join(above)
    element, attribute = ELEMENT.match(last), ATTRIBUTE.match(last)
    if not (element or attribute) or last.startswith("//"):
        fail("%s leads to nothing, and %s does not say what to make" % (path, last))
    make(parent)
    for node in find(parent):
        if attribute:
            node.set(qualified(attribute.group(1)), attribute.group(2) or attribute.group(3) or "")
        else:
            made = etree.SubElement(node, qualified(element.group(1)))
            value = element.group(3) or element.group(4)
            if element.group(2):
                made.set(qualified(element.group(2)), value or "")
            elif value is not None:
                made.text = value


def set_value(value):
    attribute = P["attribute"]
    if not find(P["xpath"]):
        make(P["xpath"])
    for node in find(P["xpath"]):
        if attribute is not None and etree.iselement(node):
            node.set(qualified(attribute), value)
        elif etree.iselement(node):
            if (node.text or "") != value:
                node.text = value
        else:
            fail("%s leads to no element: name the attribute in attribute" % P["xpath"])


def remove():
    for node in find(P["xpath"]):
        if P["attribute"] is not None and etree.iselement(node):
            node.attrib.pop(qualified(P["attribute"]), None)
        elif etree.iselement(node):
            if node.getparent() is None:
                fail("%s is the root of the document" % P["xpath"])
            node.getparent().remove(node)
        elif getattr(node, "is_attribute", False):
            del node.getparent().attrib[node.attrname]
        else:
            fail("%s leads to a text: give value an empty one" % P["xpath"])


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, bool) else "" if value is None else str(value)


def element_of(item):
    if P["input_type"] == "xml":
        try:
            return etree.fromstring(item, PARSER)
        except etree.XMLSyntaxError as error:
            fail("a child is no XML: %s" % error)
    if not isinstance(item, dict):
        return etree.Element(qualified(text_of(item)))
    if len(item) != 1:
        fail("a child is a name, or a mapping of one name")
    ((name, value),) = item.items()
    made = etree.Element(qualified(name))
    if not isinstance(value, dict):
        made.text = text_of(value)
        return made
    for key, part in value.items():
        if key == "_":
            made.extend([element_of(child) for child in part])
        else:
            made.set(qualified(key), text_of(part))
    return made


def shape(node):
    """What makes two elements the same, blanks between elements aside."""
    children = [shape(child) for child in node if isinstance(child.tag, str)]
    content = node.text or ""
    return (node.tag, sorted(node.attrib.items()), content.strip() if children else content, children)


def elements(node):
    return [child for child in node if isinstance(child.tag, str)]


def set_children(items):
    wanted = [element_of(item) for item in items]
    for node in find(P["xpath"]):
        if [shape(child) for child in elements(node)] == [shape(child) for child in wanted]:
            continue
        for child in list(node):
            node.remove(child)
        node.extend([etree.fromstring(etree.tostring(child)) for child in wanted])


def add_children(items):
    for node in find(P["xpath"]):
        beside = P["insertbefore"] or P["insertafter"]
        parent = node.getparent() if beside else node
        if parent is None:
            fail("there is nothing beside the root of the document")
        there = [shape(child) for child in elements(parent)]
        place = parent.index(node) + (1 if P["insertafter"] else 0) if beside else len(parent)
        for item in items:
            made = element_of(item)
            if shape(made) in there:
                there.remove(shape(made))
                continue
            parent.insert(place, made)
            place += 1


def edit():
    if P["xpath"] is None or P["reads"]:
        return
    if P["state"] == "absent":
        remove()
    elif P["set_children"] is not None:
        set_children(P["set_children"])
    elif P["add_children"] is not None:
        if not find(P["xpath"]):
            fail("%s leads to nothing to add children to" % P["xpath"])
        add_children(P["add_children"])
    elif P["value"] is not None:
        set_value(P["value"])
    elif P["attribute"] is None:
        make(P["xpath"])


def told(node):
    if not etree.iselement(node):
        return str(node)
    if P["content"] == "attribute":
        return {node.tag: dict(node.attrib)}
    return {node.tag: node.text} if P["content"] == "text" else TREE.getpath(node)


def read(path):
    # without waiting for the writer of a pipe
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            fail("%s is not a regular file" % path)
        return file.read()


try:
    before = read(P["path"])
    before.decode("utf-8")
except FileNotFoundError:
    sys.exit(2)
except (OSError, UnicodeDecodeError) as error:
    fail(str(error))
PARSER = etree.XMLParser(
    remove_blank_text=P["pretty_print"], strip_cdata=P["strip_cdata_tags"], resolve_entities=False, no_network=True
)
try:
    TREE = etree.parse(io.BytesIO(before), PARSER)
except (etree.XMLSyntaxError, OSError) as error:
    fail("%s is no XML: %s" % (P["path"], error))


def written():
    return etree.tostring(TREE, xml_declaration=True, encoding="UTF-8", pretty_print=P["pretty_print"])


unchanged = written()
edit()
after = written()
edit()
if written() != after:
    fail("the edit would change its own result at every run: let xpath not ask for what the edit changes")
is_changed = after != (before if P["pretty_print"] and not P["reads"] else unchanged)
matches = find(P["xpath"]) if P["xpath"] is not None else []
answer = {"after": after.decode("utf-8") if is_changed else None, "matches": [told(node) for node in matches]}
sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
