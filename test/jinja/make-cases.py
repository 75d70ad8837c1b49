#!/usr/bin/python3
"""Makes cases of Jinja by a grammar: make-cases.py SEED VALUES TEMPLATES > cases.json

Each case is {"t": text, "k": "value" | "condition" | "file", "v": variables}.
"""
import json
import random
import sys

R = random.Random(int(sys.argv[1]))
VALUES, TEMPLATES = int(sys.argv[2]), int(sys.argv[3])

TEXTS = ['abc', '', 'Hello World', 'a,b;c', '/etc/app/a.conf.j2', '1.10.3', '42', '3.7', 'yes', 'True', 'no', ' x ', "it's", '"q"',
         'line1\nline2\n', 'h\u00e9llo', '[1, 2]', '{"a": 1}', 'key=value', '10.0.0.1/24', 'x-y_z', 'UPPER', 'a b  c', '#c', 'null', '0']
NAMES = ['s', 's2', 'n', 'm', 'f', 't', 'b', 'no', 'l', 'l2', 'ld', 'd', 'd2', 'e', 'nope', 'r']


def scalar():
    return R.choice([R.choice(TEXTS), R.choice(TEXTS), R.randint(-5, 99), R.choice([0, 1, 2.5, 1.0, True, False, None])])


def variables():
    item = lambda i: {'name': R.choice(TEXTS), 'v': R.randint(0, 5), 'k': R.choice('abc'), 'on': R.random() < .5}
    return {'s': R.choice(TEXTS), 's2': R.choice(TEXTS), 'n': R.randint(-9, 99), 'm': R.randint(0, 5), 'f': R.choice([1.5, 2.0, -0.25, 1e3]),
            't': True, 'b': R.random() < .5, 'no': None, 'l': [scalar() for _ in range(R.randint(0, 4))],
            'l2': [R.choice(['b', 'a', 'c', 'A', 'x10']) for _ in range(R.randint(0, 5))], 'ld': [item(i) for i in range(R.randint(0, 3))],
            'd': {k: scalar() for k in R.sample(['a', 'b', 'name', 'port', 'x y'], R.randint(0, 4))},
            'd2': {'in': {'list': [1, 'two', [3]], 'map': {'k': 'v'}}, 'empty': [], 'text': R.choice(TEXTS)}, 'e': R.choice([[], {}, '']),
            'r': {'changed': R.random() < .5, 'failed': R.random() < .3, 'rc': R.randint(0, 2), 'stdout': R.choice(TEXTS), 'stdout_lines': ['a', 'b']}}


def lit():
    return R.choice(["'%s'" % R.choice(['a', 'b', 'x', '', '.', ',', 'name', 'yes', '1.2']), str(R.randint(0, 9)), '1.5', 'true', 'false', 'none',
                     '[]', '{}', "['a', 1]", "{'a': 1, 'k': [2]}", '(1, 2)', "[1, 2, 3]", '-1', "'1.10'"])


def ref():
    n = R.choice(NAMES)
    return R.choice([n, n, n, 'd.a', "d['name']", 'd2.in.list', 'd2.in.map.k', "d2['in']['list'][0]", 'ld[0].name', 'ld.0.v', 'l[0]', 'l[-1]', 'l[1:]',
                     's[:2]', 's[::-1]', 'r.rc', 'r.stdout', 'nope.x', 'd2.text', "d.get('port')", "d.get('zz', 5)", 'd.keys()', 'd.items()', 's.upper()',
                     "s.split(',')", "s.startswith('a')", "s.replace('a', 'b')", 's.split()', 'l2[:-1]', 'r.stdout_lines | first'])


def args(*choices):
    return R.choice(choices)


FILTERS = [lambda: 'default(%s)' % lit(), lambda: 'default(%s, true)' % lit(), lambda: 'length', lambda: 'int', lambda: 'string', lambda: 'lower',
           lambda: 'upper', lambda: "join(%s)" % args("','", "''", "', '"), lambda: 'list', lambda: 'first', lambda: 'last', lambda: 'bool', lambda: 'unique', lambda: 'sort',
           lambda: 'reverse | list', lambda: 'trim', lambda: 'title', lambda: 'capitalize', lambda: 'float', lambda: 'abs', lambda: 'round', lambda: 'sum',
           lambda: 'min', lambda: 'max', lambda: 'to_json', lambda: 'to_nice_json', lambda: 'to_yaml', lambda: 'to_nice_yaml', lambda: 'to_nice_yaml(indent=2)',
           lambda: 'from_json', lambda: 'from_yaml', lambda: 'quote', lambda: 'b64encode', lambda: 'basename', lambda: 'dirname', lambda: 'splitext',
           lambda: "regex_replace('%s', '%s')" % (args('^(.)', 'a', '[0-9]+', '(\\\\w)(\\\\w)', '$', ' +', '(?P<x>b)'), args('\\\\1', 'X', '', '<\\\\g<0>>')),
           lambda: "regex_search('%s')" % args('[0-9]+', '^a', 'b$', '(?i)hello', '\\\\d+'), lambda: "regex_findall('%s')" % args('[a-z]', '(\\\\w)(.)', '\\\\d'),
           lambda: "replace('a', 'Z')", lambda: "split(',')", lambda: 'split', lambda: 'ternary(1, 2)', lambda: "ternary('y', 'n')", lambda: 'comment', lambda: "comment('c')", lambda: 'indent', lambda: 'indent(2, true)',
           lambda: 'dict2items', lambda: 'combine({"a": 2, "z": {"y": 1}})', lambda: 'combine(d2, recursive=true)', lambda: 'flatten', lambda: 'flatten(1)',
           lambda: 'union([1, "a"])', lambda: 'difference(["a", 1])', lambda: 'intersect(l2)', lambda: 'symmetric_difference(l2)', lambda: 'map("string") | list', lambda: "map('upper') | list",
           lambda: "map(attribute='name') | list", lambda: "map(attribute='zz', default=0) | list", lambda: "map(attribute='v') | sum", lambda: "selectattr('on') | list", lambda: "selectattr('k', 'equalto', 'a') | list",
           lambda: "rejectattr('v', 'gt', 2) | map(attribute='k') | list", lambda: "select('string') | list", lambda: "select('defined') | list", lambda: "reject('match', '^a') | list", lambda: "selectattr('zz', 'defined') | list",
           lambda: "map('regex_replace', 'a', 'b') | list", lambda: 'groupby("k")', lambda: 'batch(2) | list', lambda: 'zip(l2) | list', lambda: 'product([1, 2]) | list', lambda: 'hash("sha1")', lambda: 'md5', lambda: 'type_debug',
           lambda: 'urlsplit("path")', lambda: 'urlencode', lambda: 'wordcount', lambda: 'center(12)', lambda: 'truncate(6)', lambda: 'mandatory', lambda: "format(1)", lambda: 'dictsort', lambda: "dictsort(false, 'value')", lambda: 'human_to_bytes', lambda: 'human_readable', lambda: 'items2dict', lambda: 'slice(2) | list', lambda: 'path_join',
           lambda: "subelements('k', skip_missing=true)", lambda: "extract(d)", lambda: "regex_escape", lambda: 'wordwrap(5)', lambda: 'filesizeformat', lambda: 'pow(2)', lambda: 'root', lambda: 'log', lambda: "sort(attribute='v') | map(attribute='v') | list", lambda: "sort(reverse=true)", lambda: "checksum", lambda: 'tojson', lambda: 'escape', lambda: 'random(seed="a")', lambda: 'to_uuid', lambda: "password_hash('sha512', 'abcdefgh')"]

TESTS = ['defined', 'undefined', 'none', 'string', 'number', 'mapping', 'iterable', 'sequence', 'boolean', 'integer', 'float', 'true', 'false', 'odd', 'even',
         'truthy', 'falsy', 'truthy(convert_bool=true)', "match('^[a-z]+')", "search('o')", "regex('b$')", "version('1.2', '>=')", "version('1.10', 'lt')", 'failed', 'changed', 'skipped', 'succeeded',
         "in ['a', 1, 'x']", "eq 1", "equalto 'a'", "ne none", "gt 2", "lt 5", "divisibleby 3", 'sameas true', "contains 'a'", 'subset [1, 2, "a"]', 'superset []', 'any', 'all', 'lower', 'upper', 'url', 'callable', 'not none', 'not defined', "not match('x')"]


def expr(depth=2):
    if depth <= 0:
        return R.choice([ref, ref, lit])()
    k = R.random()
    if k < .30:
        return '%s | %s' % (primary(depth), R.choice(FILTERS)())
    if k < .42:
        return '%s %s %s' % (primary(depth), R.choice(['+', '-', '*', '/', '//', '%', '~', '~', '+', '**']), primary(depth - 1))
    if k < .56:
        return '%s %s %s' % (primary(depth), R.choice(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in']), primary(depth - 1))
    if k < .68:
        return '%s is %s' % (primary(depth), R.choice(TESTS))
    if k < .76:
        return '%s %s %s' % (expr(depth - 1), R.choice(['and', 'or']), expr(depth - 1))
    if k < .81:
        return 'not %s' % primary(depth)
    if k < .88:
        return '%s if %s else %s' % (primary(depth - 1), expr(depth - 1), primary(depth - 1))
    if k < .93:
        return R.choice(['[%s, %s]', '(%s, %s)', "{'k': %s, 'j': %s}"]) % (expr(depth - 1), expr(0))
    return ref()


def primary(depth):
    if depth <= 0 or R.random() < .55:
        return R.choice([ref, ref, ref, lit])()
    return '(%s)' % expr(depth - 1)


def tag(kind, inner):
    left, right = ('{{', '}}') if kind == 'v' else ('{%', '%}')
    return left + R.choice(['', '', '', '', '-']) + ' ' + inner + ' ' + R.choice(['', '', '', '', '-']) + right


def text():
    return R.choice(['\n', '  ', 'x = ', '# c\n', '\n\n  y\n', ';', 'a\tb', '  - ', 'end\n', "it's "])


def body(depth):
    return ''.join(part(depth) for _ in range(R.randint(1, 4)))


def part(depth):
    k = R.random()
    if depth <= 0 or k < .3:
        return text()
    if k < .6:
        return tag('v', R.choice([ref(), ref(), expr(1)]))
    if k < .70:
        return tag('s', 'if %s' % expr(1)) + body(depth - 1) + R.choice(['', tag('s', 'elif %s' % expr(1)) + body(depth - 1)]) + R.choice(['', tag('s', 'else') + body(depth - 1)]) + tag('s', 'endif')
    if k < .82:
        target, source = R.choice([('x', 'l'), ('x', 'l2'), ('x', 'ld'), ('k, v', 'd.items()'), ('k, v', 'd | dictsort'), ('x', 'range(3)'), ('x', 'd'), ('x', 's'), ('x', 'l2 | sort')])
        inner = R.choice(['{{ loop.index }}', '{{ x }}', '{{ k }}={{ v }}', '{{ loop.first }}{{ loop.last }}', '{{ loop.length }}', "{% if not loop.last %},{% endif %}", "{{ loop.cycle('a', 'b') }}", '{{ loop.revindex }}', '{{ loop.previtem is defined }}'])
        return tag('s', 'for %s in %s%s' % (target, source, R.choice(['', '', ' if loop is undefined', ' if %s' % target.split(',')[0]]))) + inner + body(depth - 1) + R.choice(['', tag('s', 'else') + 'none']) + tag('s', 'endfor')
    if k < .87:
        return tag('s', 'set %s = %s' % (R.choice(['y', 'z', 's']), expr(1))) + R.choice(['', '{{ y is defined }}', '{{ z | default("-") }}', '{{ s }}'])
    if k < .90:
        return "{% set ns = namespace(c=0) %}{% for x in l %}{% set ns.c = ns.c + loop.index %}{% endfor %}{{ ns.c }}"
    if k < .92:
        return '{# ' + R.choice(['c', '{{ x', 'a\nb']) + R.choice([' #}', ' -#}'])
    if k < .94:
        return '{% raw %}{{ x }}{% endraw %}'
    if k < .97:
        return "{%% macro m(a, b=%s) %%}[{{ a }}|{{ b }}{{ caller() if caller is defined }}]{%% endmacro %%}{{ m(%s) }}{{ m(1, b=s) }}" % (lit(), lit())
    if k < .985:
        return '{% filter upper %}' + body(depth - 1) + '{% endfilter %}'
    return '{% set blk %}' + body(depth - 1) + '{% endset %}{{ blk | length }}'


cases = []
for i in range(VALUES):
    kind = R.choice(['value', 'value', 'value', 'condition'])
    source = expr(R.choice([1, 2, 2, 3]))
    if kind == 'value':
        source = R.choice(['{{ %s }}', '{{ %s }}', '{{ %s }}', 'a {{ %s }} b']) % source
    cases.append({'t': source, 'k': kind, 'v': variables()})
for i in range(TEMPLATES):
    header = R.choice([''] * 20 + ['#jinja2: lstrip_blocks: True\n', '#jinja2: trim_blocks: False\n', "#jinja2: variable_start_string: '[[', variable_end_string: ']]'\n"])
    cases.append({'t': header + body(3) + R.choice(['', '\n', '\n\n']), 'k': 'file', 'v': variables()})
json.dump(cases, sys.stdout)
