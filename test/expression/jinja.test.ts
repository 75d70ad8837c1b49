import { describe, expect, test } from '@jest/globals';
import { compileExpression } from '../../src/expression/compile-expression.ts';
import { compileTemplate, compileTemplateFile } from '../../src/expression/compile-template.ts';
import { parseJinja } from '../../src/expression/jinja/parse-jinja.ts';
import { placeOf, problems, textOf } from './fixtures.ts';

describe('Jinja in JavaScript', () => {
  test.each<[string, string | undefined]>([
    ['x', 'x'],
    ['x.y', 'x.y'],
    ["groups['web']", "groups['web']"],
    ["x | default('y')", "x ?? 'y'"],
    ["a.b | default('y') | upper", "(a.b ?? 'y').toUpperCase()"],
    ["x | default('y', true)", "(x ?? '') || 'y'"],
    ["x | join(',')", "x.join(',')"],
    ['x | to_json', 'json(x)'],
    ['x | to_nice_json', 'json(x, 2)'],
    ["lookup('env', 'HOME')", "env('HOME')"],
    ['a and b or not c', 'a && b || !c'],
    ['(a or b) and c', '(a || b) && c'],
    ['x is defined and x.y == 3', 'defined(x) && x.y === 3'],
    ['x is not defined', '!defined(x)'],
    ["'a' in group_names", "group_names.includes('a')"],
    ["'a' not in list", "!list.includes('a')"],
    ["'web' in groups", "'web' in groups"],
    ["a if b else 'c'", "b ? a : 'c'"],
    ["a ~ '/' ~ b", "a + '/' + b"],
    ['result is failed', 'result.failed'],
    ["v is version('1.2', '>=')", "version_compare(v, '>=', '1.2')"],
    ["hosts | map(attribute='ip') | list", 'hosts.map((item) => item.ip)'],
    ["u | selectattr('on', 'equalto', true) | list", 'u.filter((item) => item.on === true)'],
    ['x[0:2]', 'x.slice(0, 2)'],
    ['x[-1]', 'x.at(-1)'],
    ['d.items()', 'Object.entries(d)'],
    ["{'a': [1, None]}", "{'a': [1, null]}"],
    ['7 // 2', 'Math.floor(7 / 2)'],
    ['x | int > 5', 'int(x) > 5'],
    ['x | no_such_filter', undefined],
    ['x y', undefined],
    ['x = 1', undefined],
  ])('%s', (jinja, javascript) => {
    expect(parseJinja(jinja)).toBe(javascript);
  });
});

describe('a condition in Jinja', () => {
  test.each([
    ['x is defined and x', 'jinja-syntax', 'Write defined(x) && x'],
    ['not x', 'jinja-syntax', 'Write !x'],
    ["x | default('y') == 'y'", 'jinja-syntax', "Write (x ?? 'y') === 'y'"],
    ['{{ x.y }}', 'jinja-syntax', 'Write x.y'],
    ['<%= x.y %>', 'expression-syntax', 'Write x.y'],
    ['x | length > 0', 'expression-syntax', 'Write x.length > 0'],
    ["'a' in group_names", 'expression-syntax', "Write group_names.includes('a')"],
    ['True', 'expression-syntax', 'Write true.'],
    ['x ==', 'expression-syntax', undefined],
  ])('%s', (text, code, suggestion) => {
    const found = problems((d) => compileExpression(textOf(text), d));
    expect(found.map((p) => [p.code, p.suggestion])).toEqual([[code, suggestion]]);
  });
});

describe('Jinja in a YAML value', () => {
  test.each([
    ['a {{ x.y }} b', 'a.yml:1:3', 'Write <%= x.y %>.'],
    ["{{ x | default('y') }}", 'a.yml:1:1', "Write <%= x ?? 'y' %>."],
    ['{% if a and b %}', 'a.yml:1:1', 'Write <% if (a && b) { %>.'],
    ['{% for a, b in c.items() -%}', 'a.yml:1:1', 'Write <% for (const [a, b] of Object.entries(c)) { %>.'],
    ['{{.State.Running}}', 'a.yml:1:1', 'Write <%= expression %>, in JavaScript.'],
  ])('%s is refused', (text, place, suggestion) => {
    const [problem, ...others] = problems((d) => compileTemplate(textOf(text), d));
    expect(others).toEqual([]);
    expect(problem?.code).toBe('jinja-syntax');
    expect(problem && placeOf(problem)).toBe(place);
    expect(problem?.suggestion).toBe(`${suggestion} If the braces are meant, mark the value with !unsafe.`);
  });

  test('is text inside a tag, and in a template file', () => {
    expect(problems((d) => compileTemplate(textOf("<%= '{{ x }}' %>"), d))).toEqual([]);
    expect(problems((d) => compileTemplateFile({ path: 'a.ejs', text: '{{ x }}' }, d))).toEqual([]);
  });
});
