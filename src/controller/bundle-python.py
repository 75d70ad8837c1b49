# Collects the files that a module written for ansible.module_utils needs to run by itself. The first argument is the module, each
# further one a directory of module_utils or of collections. Prints JSON: {"zip": base64} or {"missing": name}. Read-only.
import ast
import base64
import importlib.util
import io
import json
import os
import sys
import zipfile

UTILS = "ansible.module_utils"


def directory_of(package):
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    places = list(spec.submodule_search_locations or []) if spec else []
    return places[0] if places else None


def imported(tree, package):
    """The full names that a source imports; of `from a import b` both a and a.b, since b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = parts[: len(parts) - node.level + 1] if node.level else []
            name = ".".join(base + ([node.module] if node.module else []))
            yield name
            for alias in node.names:
                yield name + "." + alias.name


def places_of(name, own, collections):
    parts = name.split(".")
    if name == UTILS or name.startswith(UTILS + "."):
        return [os.path.join(root, *parts[2:]) for root in own]
    if parts[0] == "ansible_collections" and "module_utils" in parts:
        return [os.path.join(root, *parts[1:]) for root in collections]
    return []


def find(name, own, collections):
    """The file of a module or of a package's beginning, and whether it is a package."""
    for place in places_of(name, own, collections):
        if os.path.isfile(place + ".py"):
            return place + ".py", False
        if os.path.isdir(place):
            return os.path.join(place, "__init__.py"), True
    return None, False


def read(path):
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as source:
        return source.read()


def main(module, extra):
    ansible = directory_of("ansible")
    if ansible is None:
        return {"missing": "ansible-core"}
    utils = os.path.join(ansible, "module_utils")
    around = directory_of("ansible_collections")
    collections = [p for p in extra if not p.endswith("module_utils")] + ([around] if around else [])
    own = [p for p in extra if p.endswith("module_utils")] + [utils]
    files, waiting = {}, [("", read(module))]
    while waiting:
        package, source = waiting.pop()
        for name in imported(ast.parse(source), package):
            top = top_of(name)
            if top is None:
                continue
            if find(top, own, collections)[0] is None:
                return {"missing": top}
            path, is_package = find(name, own, collections)
            target = name.replace(".", "/") + ("/__init__.py" if is_package else ".py")
            # a name imported from a module may be a function or a class
            if path is not None and target not in files:
                files[target] = read(path)
                waiting.append((name if is_package else name.rpartition(".")[0], files[target]))
    return {"zip": packed(files)}


def top_of(name):
    """The part of a name that must be there; None for what is neither of Ansible nor of a collection."""
    parts = name.split(".")
    if name.startswith(UTILS + "."):
        return ".".join(parts[:3])
    if parts[0] == "ansible_collections" and "module_utils" in parts[:-1]:
        return ".".join(parts[: parts.index("module_utils") + 2])
    return None


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        parents = {os.path.dirname(path) for path in files}
        for parent in sorted({p[:i] for p in parents for i in range(len(p) + 1) if p[i : i + 1] in ("/", "")}):
            if parent and parent + "/__init__.py" not in files:
                put(target, parent + "/__init__.py", b"")
        for path in sorted(files):
            put(target, path, files[path])
    return base64.b64encode(out.getvalue()).decode()


def put(target, path, content):
    # the same files produce identical bytes
    info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(info, content)


print(json.dumps(main(sys.argv[1], sys.argv[2:])))
