# Runs filters, tests and lookups that are written in Python for Ansible. Reads one JSON object a line, and answers each with a line of JSON:
# {"value": ...}, {"error": text} if a plugin fails, or {"problem": text} if a file cannot be loaded. The arguments are directories that
# contain `ansible_collections`.
import collections.abc
import datetime
import hashlib
import importlib
import importlib.util
import json
import os
import signal
import sys
import types

LONGEST_CALL_S = 20
LONGEST_ANSWER_MIB = 4
KINDS = {"filter": ("FilterModule", "filters"), "test": ("TestModule", "tests")}

NAMES = ("role_path", "playbook_dir", "inventory_hostname")

plugins = {}


class Refused(Exception):
    pass


class Variables(dict):
    """The variables of a lookup: those that are given, and no others."""

    def known(self, name):
        if name not in NAMES:
            raise Refused("it asks for the variable %s, which a lookup in Python is not given" % name)
        return name

    def __contains__(self, name):
        return dict.__contains__(self, self.known(name))

    def __getitem__(self, name):
        return dict.__getitem__(self, self.known(name))

    def get(self, name, default=None):
        return dict.get(self, self.known(name), default)


def places_of(package):
    spec = importlib.util.find_spec(package)
    return list(spec.submodule_search_locations or []) if spec else []


def name_collection(name, root):
    """Makes the collection importable as ansible_collections.NAMESPACE.NAME, regardless of the name of its directory."""
    namespace, own = name.split(".")
    installed = places_of("ansible_collections") if "ansible_collections" not in sys.modules else []
    bases = [os.path.join(each, "ansible_collections") for each in sys.argv[1:]] + installed
    add_places("ansible_collections", bases)
    bases = [os.path.join(each, namespace) for each in sys.modules["ansible_collections"].__path__]
    add_places("ansible_collections." + namespace, bases)
    add_places("ansible_collections." + namespace + "." + own, [root])


def add_places(package, places):
    module = sys.modules.get(package)
    if module is None:
        module = sys.modules[package] = types.ModuleType(package)
        module.__path__ = []
    module.__path__ = list(module.__path__) + [each for each in places if each not in module.__path__]


def load(kind, path, collection):
    stem = os.path.splitext(os.path.basename(path))[0]
    if collection is None:
        name = "provision_%s_%s_%s" % (kind, hashlib.sha256(path.encode()).hexdigest()[:12], stem)
    else:
        name_collection(collection["name"], collection["path"])
        parent = "ansible_collections.%s.plugins.%s" % (collection["name"], kind)
        importlib.import_module(parent)
        name = parent + "." + stem
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if kind == "lookup":
        return {stem: look_up(module.LookupModule)} if hasattr(module, "LookupModule") else {}
    made, method = KINDS[kind]
    if not hasattr(module, made):
        return {}
    return getattr(getattr(module, made)(), method)()


def look_up(made):
    def run(terms, variables, **options):
        return made(loader=loader_in(variables.get("playbook_dir")), templar=None).run(terms, variables=Variables(variables), **options)

    return run


def loader_in(directory):
    try:
        from ansible.parsing.dataloader import DataLoader
    except ImportError:
        return None
    loader = DataLoader()
    if directory is not None:
        loader.set_basedir(directory)
    return loader


def call(function, args, kwargs):
    if getattr(function, "jinja_pass_arg", None) is not None:
        raise Refused("it asks for the environment of Jinja, which is not used here")
    return function(*args, **kwargs)


def as_data(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    if isinstance(value, collections.abc.Iterable):
        return list(value)
    raise Refused("it gives %s, which is not data" % type(value).__name__)


def end(*_):
    raise TimeoutError("it takes longer than %d s" % LONGEST_CALL_S)


def answer(request):
    key = (request["kind"], request["path"])
    try:
        if key not in plugins:
            plugins[key] = load(request["kind"], request["path"], request["collection"])
    except BaseException as error:
        return json.dumps({"problem": describe(error)})
    if "name" not in request:
        return json.dumps({"value": list(plugins[key])})
    try:
        value = call(plugins[key][request["name"]], request["args"], request["kwargs"])
        text = json.dumps({"value": value}, default=as_data)
        if len(text) > LONGEST_ANSWER_MIB << 20:
            raise Refused("it gives more than %d MiB" % LONGEST_ANSWER_MIB)
        return text
    except BaseException as error:
        return json.dumps({"error": describe(error)})


def describe(error):
    text = str(error)
    if isinstance(error, Refused):
        return text
    return type(error).__name__ + (": " + text if text else "")


def main():
    # what a plugin prints must not get between the answers
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGALRM, end)
    for line in sys.stdin:
        signal.alarm(LONGEST_CALL_S)
        text = answer(json.loads(line))
        signal.alarm(0)
        answers.write(text + "\n")
        answers.flush()


main()
