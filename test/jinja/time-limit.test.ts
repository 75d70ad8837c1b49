import { describe, expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import type { JinjaContext } from '../../src/expression/jinja/compile-unit.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import { failure, scopeOf, textOf } from '../expression/fixtures.ts';

const VARIABLES = { text: `${'a'.repeat(40)}!`, items: Array.from({ length: 40 }, (_, i) => i) };
const TOO_LONG = /took longer than 1 s/;
/** Either is an end: the time, or a limit that is looked at before. */
const AN_END = /took longer than 1 s|at most|would be too|too deep, or makes too much|too often|too many combinations/;

const compiled = (text: string, kind: JinjaContext['kind'] = 'file') =>
  compileJinja(textOf(text), new DiagnosticList(), { kind, host: NO_HOST });

function timedFailure(text: string): { readonly diagnostic: Diagnostic; readonly seconds: number } {
  const start = performance.now();
  const diagnostic = failure(compiled(text), VARIABLES);
  return { diagnostic, seconds: (performance.now() - start) / 1000 };
}

function expectEnd(text: string, message: RegExp): void {
  const { diagnostic, seconds } = timedFailure(text);
  expect(diagnostic.summary).toMatch(message);
  expect(diagnostic.range).toBeDefined();
  expect(seconds).toBeLessThan(5);
}

describe('a regular expression that would take for ever is an error', () => {
  test.each([
    "{{ text | regex_search('^(a+)+$') }}",
    "{{ text | regex_replace('(a|a)+$', 'b') }}",
    "{{ text | regex_findall('(a|aa)+$') }}",
    "{{ text is search('(a*)*$') }}",
    "{{ text is regex('(a|a)+$') }}",
    "{{ items | map('string') | map('regex_replace', '$', text) | select('search', '(a+)+$') | list }}",
    "{{ lookup('varnames', '^(.+)+=$', '(e|e)*=') ~ (text * 2) | regex_search('(a+)+$') }}",
  ])('%s', (text) => expectEnd(text, TOO_LONG));
});

describe('a template that would take for ever is an error', () => {
  test.each([
    '{% for i in range(100000) %}{% for j in range(100000) %}{{ i + j }}{% endfor %}{% endfor %}',
    '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}',
    '{% for i in items recursive %}{{ loop(items) if loop.depth < 30 }}{% endfor %}',
    '{% macro twice(n) %}{% if n > 0 %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}{{ twice(60) }}',
    '{{ range(1000000) | map("string") | map("upper") | map("lower") | map("length") | sum }}',
    '{{ range(1000000) | select("divisibleby", 3) | reject("odd") | map("string") | sort | unique | length }}',
    '{{ range(200000) | unique | length }}',
    '{{ range(200000) | list | difference(range(100000, 300000) | list) | length }}',
    '{% set ns = namespace(a=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}{{ ns.a }}',
    '{% set ns = namespace(a=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}{{ ns.a == 1 or ns.a | to_json }}',
    "{{ ('<' * 1000000) | striptags }}",
    "{% for i in range(100000) %}{{ ('a' * 10000000) | upper | length }}{% endfor %}",
    "{{ ('a b ' * 1000000) | wordwrap(3) }}",
  ])('%s', (text) => expectEnd(text, TOO_LONG));
});

describe('a value that would be too large is an error', () => {
  test.each([
    "{{ 'a' * 10**9 }}",
    '{{ [1] * 10**9 }}',
    '{{ range(2000) | product(range(2000), range(2000)) | list | length }}',
    '{{ [0, 1] | product(repeat=10**9) | list }}',
    '{{ items | permutations | first }}',
    '{{ items | combinations(20) | first }}',
    "{{ lookup('nested', range(2000) | list, range(2000) | list) }}",
    '{{ range(10**12) | list }}',
    "{{ 'a' | center(10**9) }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format('a') }}",
    "{{ 'a\nb' | indent(10**9) }}",
    '{{ [1] | to_nice_json(indent=10**9) }}',
    "{{ [1] | batch(10**9, 'x') | list }}",
    '{{ [1] | slice(10**9) | list }}',
    "{{ range(1000000) | map('string') | join('a' * 1000000) }}",
    "{% set ns = namespace(a='a') %}{% for i in range(60) %}{% set ns.a = ns.a + ns.a %}{% endfor %}{{ ns.a }}",
    "{% set ns = namespace(a='a') %}{% for i in range(60) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}{{ ns.a }}",
    '{% set ns = namespace(a=7) %}{% for i in range(60) %}{% set ns.a = ns.a * ns.a %}{% endfor %}{{ ns.a }}',
    '{{ 7 ** 10000000 }}',
    "{{ 'a' | password_hash('sha512', 'saltsalt', rounds=900000000) }}",
    '{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}',
  ])('%s', (text) => expectEnd(text, AN_END));
});

test.each([
  ["{{ ('x' ~ ' ' * 1000000 ~ 'x') | trim | length }}", '1000002'],
  ["{{ ('/' * 1000000 ~ 'x/y') | dirname | length }}", '1000001'],
  ["{{ ('9' * 1000000) | int }}", '0'],
  ["{{ ('1' * 1000000 ~ 'x') | float }}", '0.0'],
  ['{{ items | combinations(40) | list | length }}', '1'],
  ['{{ range(1000) | product(range(1000), []) | list | length }}', '0'],
])('what has an answer has it soon: %s', (text, answer) => {
  const start = performance.now();
  expect(compiled(text).evaluate(scopeOf(VARIABLES))).toBe(answer);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('a list with a comment that is no literal is read soon', () => {
  const text = `[1] ${'# '.repeat(2000)}\nx`;
  expect(compiled('{{ text }}', 'value').evaluate(scopeOf({ text }))).toBe(text);
});

test.each(["search('(a+)+$')", "match('(a+)+$')", "regex('(a+)+$', match_type='fullmatch')"])(
  'the error of %s names the pattern as it is written',
  (used) => {
    expect(timedFailure(`{{ text is ${used} }}`).diagnostic.summary).toMatch('the regular expression (a+)+$ on a text');
  },
);

test('the error is located at the slow expression', () => {
  const text = "{{ 1 }}\n{{ text | regex_search('^(a+)+$') }}";
  const { diagnostic } = timedFailure(text);
  expect(diagnostic.range?.start).toBe(text.indexOf('regex_search'));
});

test('an evaluation begins with a time of its own', () => {
  timedFailure("{{ text | regex_search('^(a+)+$') }}");
  expect(compiled("{{ text | regex_search('a+') }}").evaluate(scopeOf(VARIABLES))).toBe('a'.repeat(40));
});

test('the time that a program takes does not count', () => {
  const runCommand = (): string => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
    return 'done\n';
  };
  const slow = compileJinja(textOf("{{ lookup('pipe', 'sleep 1.2') }} {{ range(5000) | sum }}"), new DiagnosticList(), {
    kind: 'file',
    host: { ...NO_HOST, runCommand },
  });
  expect(slow.evaluate(scopeOf({}))).toBe('done 12497500');
});
