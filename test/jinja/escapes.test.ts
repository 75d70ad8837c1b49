import { afterAll, describe, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../../src/diagnostic/diagnostic.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { scopeOf, textOf } from '../expression/fixtures.ts';

/** What leads out of the data in JavaScript, and what does in Python. */
const NAMES = [
  'constructor', '__proto__', 'prototype', '__defineGetter__', '__lookupGetter__', 'valueOf', 'toString',
  'hasOwnProperty', 'call', 'apply', 'bind', 'isPrototypeOf', 'caller', 'arguments', 'mainModule', 'attribute',
  '__class__', '__init__', '__globals__', '__mro__', '__base__', '__subclasses__', '__builtins__', '__dict__',
  '__getattribute__', '__call__', '__reduce__', 'gi_frame', 'func_globals', 'f_back', 'mro', 'environment',
]; // prettier-ignore

/** Whatever an expression can get hold of. */
const HOLDERS = [
  'data', 'text', "''", '[]', '{}', '()', '1', '1.5', 'true', 'none', 'missing', 'range(3)', 'data.items', 'text.upper',
  'text.format', 'namespace(a=1)', 'cycler(1)', 'joiner()', 'dict', 'lipsum', 'range', 'lookup', 'query', 'self', 'loop',
  'macro', 'varargs', 'kwargs', 'data.items()', "(data | dictsort)", "('a' | list)", "(text | string)", 'omit', 'now',
]; // prettier-ignore

const FORMS: readonly ((holder: string, name: string) => string)[] = [
  (holder, name) => `${holder}.${name}`,
  (holder, name) => `${holder}['${name}']`,
  (holder, name) => `${holder}['${name.slice(0, 3)}' ~ '${name.slice(3)}']`,
  (holder, name) => `${holder} | attr('${name}')`,
  (holder, name) => `[${holder}] | map(attribute='${name}') | list`,
  (holder, name) => `${holder}.${name}('globalThis.escaped = 1')`,
];

/** Each in one of the forms, and by night in all. */
const waysOf = (index: number): typeof FORMS =>
  process.env['PROVISION_LONG'] ? FORMS : FORMS.slice(index % FORMS.length, (index % FORMS.length) + 1);

const CODE = 'globalThis.escaped=1';
/** Texts that would be code if they got into what templates are compiled to. */
const INJECTIONS = [
  `{{ "';${CODE};'" }}`,
  `{{ '";${CODE};"' }}`,
  '{{ `${globalThis.escaped=1}` }}',
  `{{ '\${${CODE}}' }}`,
  `{{ '\`+(${CODE})+\`' }}`,
  `{{ "\\u2028${CODE}\\u2028" }}`,
  `\u2028${CODE}\u2028{{ 1 }}`,
  `{# */ ${CODE} /* #}{{ 1 }}`,
  `{% raw %}\`;${CODE};\`{% endraw %}`,
  `{% set x = "*/${CODE}/*" %}{{ x }}`,
  `{% macro m(a="');${CODE};('") %}{{ a }}{% endmacro %}{{ m() }}`,
  `{% set constructor = 1 %}{{ constructor }}`,
  `{% set __proto__ = {'escaped': 1} %}{{ __proto__ }}`,
  `{% set arguments = 1 %}{{ arguments }}`,
  `{% set eval = 1 %}{{ eval }}`,
  `{% set ns = namespace(__proto__={'escaped': 1}) %}{{ ns.escaped is defined }}`,
  `{% set ns = namespace() %}{% set ns.__proto__ = {'escaped': 1} %}{{ ns }}`,
  `{% set ns = namespace() %}{% set ns.constructor = 1 %}{{ ns.constructor }}`,
  `{% for constructor in [1] %}{{ constructor }}{% endfor %}`,
  `{% for __proto__ in [{'escaped': 1}] %}{{ __proto__.escaped }}{% endfor %}`,
  `{% macro constructor() %}x{% endmacro %}{{ constructor() }}`,
  `{% macro m(__proto__) %}{{ __proto__ }}{% endmacro %}{{ m({'escaped': 1}) }}`,
  `{% with process = 1 %}{{ process }}{% endwith %}`,
  `{{ {'__proto__': {'escaped': 1}}.escaped is defined }}`,
  `{{ {'__proto__': {'escaped': 1}} | combine({'a': 1}) }}`,
  `{{ data | combine({'__proto__': {'escaped': 1}}, recursive=true) }}`,
  `{{ dict([['__proto__', {'escaped': 1}]]) }}`,
  `{{ '{"__proto__": {"escaped": 1}}' | from_json }}`,
  `{{ '__proto__: {escaped: 1}' | from_yaml }}`,
  `{{ '!!js/function "function(){${CODE}}"' | from_yaml }}`,
  `{{ '!!python/object/apply:os.system ["id"]' | from_yaml }}`,
  `{{ [['constructor', 1], ['__proto__', 2]] | items2dict(key_name=0, value_name=1) }}`,
  `{{ [{'key': '__proto__', 'value': {'escaped': 1}}] | items2dict }}`,
  `{{ data | json_query('constructor') }}`,
  `{{ data | json_query('__proto__.constructor') }}`,
  `{{ '%(constructor)s' % data }}`,
  `{{ '{0.constructor}'.format(data) }}`,
  `{{ '{0[constructor]}'.format(data) }}`,
  `{{ '{a.__class__.__init__.__globals__}'.format(a=text) }}`,
  `{{ text | map('constructor') | list }}`,
  `{{ [1] | map('__proto__') | list }}`,
  `{{ [1] | select('constructor') | list }}`,
  `{{ 1 | constructor }}`,
  `{{ 1 is constructor }}`,
  `{{ [data] | groupby('constructor') }}`,
  `{{ [data] | sort(attribute='constructor') }}`,
  `{{ [data] | sum(attribute='__proto__') }}`,
  `{{ lookup('constructor') }}`,
  `{{ lookup('__proto__', 'x') }}`,
  `{{ lookup('pipe', 'id') }}`,
  `{{ lookup('file', '/etc/passwd') }}`,
  `{{ lookup('env', 'PATH') }}`,
  `{{ lookup('vars', 'constructor') }}`,
  `{{ q('url', 'http://127.0.0.1/') }}`,
  `{% include '/etc/passwd' %}`,
  `{% include data %}`,
  `{% import 'fs' as fs %}{{ fs.readFileSync('/etc/passwd') }}`,
  `{% from 'child_process' import execSync %}{{ execSync('id') }}`,
  `{% extends '/etc/passwd' %}`,
  `{{ text | regex_replace('t', 'constructor') | regex_replace('(?{${CODE}})', '') }}`,
  `{{ text | regex_replace('(.)', '$&$\`') }}`,
  `{{ process.env }}`,
  `{{ globalThis }}`,
  `{{ global.process }}`,
  `{{ require('fs') }}`,
  `{{ Function('${CODE}')() }}`,
  `{{ eval('${CODE}') }}`,
  `{{ setTimeout('${CODE}') }}`,
  `{{ this }}`,
  `{{ self.__init__.__globals__ }}`,
  `{{ cycler.__init__.__globals__.os.popen('id').read() }}`,
  `{{ lipsum.__globals__['os'].popen('id').read() }}`,
  `{{ ().__class__.__base__.__subclasses__() }}`,
  `{{ request.application.__globals__ }}`,
  `{{ config.items() }}`,
  `{{ runtime }}{{ $ }}`,
  `{{ $runtime }}`,
]; // prettier-ignore

afterAll(() => {
  delete (globalThis as { escaped?: unknown }).escaped;
});

/** Evaluates with a macro, a loop and the like in reach; undefined where that is refused. */
function attempt(text: string, kind: 'value' | 'file'): unknown {
  try {
    const variables = { data: { a: 1, b: [1, 2] }, text: 'text', omit: 'omitted' };
    return compileJinja(textOf(text), new DiagnosticList(), { kind, host: NO_HOST }).evaluate(scopeOf(variables));
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof InvalidInput) return undefined;
    throw error;
  }
}

const GIVEN_AWAY = /native code|=>|\bfunction *\(|root:x:0|uid=0|\[object [A-Z]|HOME=|node_modules/;

function expectNoEscape(value: unknown): void {
  expect(JSON.stringify([value])).not.toMatch(GIVEN_AWAY);
  expect(typeof value).not.toBe('function');
  expect((globalThis as { escaped?: unknown }).escaped).toBeUndefined();
  expect(({} as { escaped?: unknown }).escaped).toBeUndefined();
}

describe('no escape from Jinja', () => {
  test(`by ${NAMES.length} names of ${HOLDERS.length} values`, () => {
    let refused = 0;
    let tried = 0;
    for (const [i, holder] of HOLDERS.entries())
      for (const [j, name] of NAMES.entries())
        for (const form of waysOf(i + j)) {
          tried++;
          const value = attempt(
            `{% macro macro() %}{{ ${form(holder, name)} }}{% endmacro %}{% for i in [1] %}{{ ${form(holder, name)} }}{{ macro() }}{% endfor %}`,
            'file',
          );
          expectNoEscape(value);
          if (value === undefined) refused++;
        }
    // so that the attempts are ones: most get no further than the access
    expect(refused).toBeGreaterThan(tried / 2);
  }, 120_000);

  test.each(INJECTIONS)('%s', (text) => {
    for (const kind of ['value', 'file'] as const) expectNoEscape(attempt(text, kind));
  });
});
