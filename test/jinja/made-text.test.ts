import { expect, test } from '@jest/globals';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { compileJinja } from '../../src/expression/jinja/compile-unit.ts';
import { NO_HOST } from '../../src/expression/no-host.ts';
import type { Templated } from '../../src/expression/compiled.ts';
import { DatedVariables } from '../../src/engine/variables/dated-variables.ts';
import { LayeredScope } from '../../src/variables/scope.ts';
import { textOf } from '../expression/fixtures.ts';

const NOWHERE = textOf('').range;

const compiled = (text: string, diagnostics = new DiagnosticList()) =>
  compileJinja(textOf(text), diagnostics, { kind: 'value', host: NO_HOST });

const variables: Readonly<Record<string, Templated>> = {
  json: { kind: 'template', template: compiled('{{ [1, 2] | to_json }}'), range: NOWHERE },
  again: { kind: 'template', template: compiled('{{ json }}'), range: NOWHERE },
  written: { kind: 'literal', value: '[1, 2]', range: NOWHERE },
  held: {
    kind: 'mapping',
    entries: [
      {
        key: 'made',
        value: { kind: 'template', template: compiled('{{ [1] | to_json }}'), range: NOWHERE },
        keyRange: NOWHERE,
      },
      { key: 'written', value: { kind: 'literal', value: '[2]', range: NOWHERE }, keyRange: NOWHERE },
    ],
    range: NOWHERE,
  },
  read: { kind: 'template', template: compiled('{{ written }}'), range: NOWHERE },
};

const set = new DatedVariables()
  .setMade('fact', '[3]', ['[3]'])
  .set('told', '[3]')
  .setMade('parts', { made: '[1, 2]', told: '[4]' }, ['[1, 2]']);
const scope = new LayeredScope([
  { kind: 'data', values: set },
  { kind: 'templated', values: new Map(Object.entries(variables)) },
]);

test.each([
  '{{ json }}',
  '{{ again }}',
  '{{ json if json else 0 }}',
  "{{ '' or json }}",
  '{{ json or 1 }}',
  '{{ missing | default(json) }}',
  '{{ json | default(1) | mandatory }}',
  '{{ true | ternary(json, 2) }}',
  '{{ [json] | first }}',
  '{{ [json, "a"] | min }}',
  '{{ [2, json] | last }}',
  '{{ [json, "0"] | max }}',
  '{{ [json][0] }}',
  '{{ {"a": json}.a }}',
  '{{ {"a": json}.get("a") }}',
  '{{ [{"a": json}] | map(attribute="a") | first }}',
  '{{ (json if json else 0) | default(1) }}',
  '{{ ("" or json) | default(1) }}',
  '{% set x = [json] | first %}{{ x }}{% set y = x | length %}',
  '{{ parts.made }}',
  '{% for i in [json] %}{{ i }}{% endfor %}',
  '{% for k, v in {"a": json}.items() %}{{ v }}{% endfor %}',
  '{% for i in [json, 1][:1] %}{{ i }}{% endfor %}',
  '{% set a, b = [json, 1] %}{{ a }}',
  '{% set x %}{{ json }}{% endset %}{{ x }}',
  '{% with x = json %}{{ x }}{% endwith %}',
  '{% macro m(x) %}{{ x }}{% endmacro %}{{ m(json) }}',
  '{% macro m(x=json) %}{{ x }}{% endmacro %}{{ m() }}',
  '{% macro m() %}{{ [1, 2] | to_json }}{% endmacro %}{{ m() }}',
  '{% macro m() %}{{ caller(json) }}{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}',
  '{% filter string %}[1, 2]{% endfilter %}',
  '{{ namespace(a=json).a }}',
  '{% set ns = namespace(l=[]) %}{% for i in [json] %}{% set ns.l = ns.l + [i] %}{% endfor %}{{ ns.l[0] }}',
  '{{ dict(a=json).a }}',
  '{{ ([json] + [1])[0] }}',
  '{{ [json, 1][:1][0] }}',
  "{{ lookup('vars', 'json') }}",
])('%s stays a text', (text) => {
  expect(compiled(text).evaluate(scope)).toBe('[1, 2]');
});

test.each([
  '{{ read }}',
  '{{ written }}',
  '{{ json | trim }}',
  '{{ missing | default(written) }}',
  '{{ json | trim | default(1) }}',
  '{{ [written] | first }}',
  '{{ json[:] }}',
  '{{ json.strip() | default(1) }}',
  '{{ [json | trim] | first }}',
  '{% for i in [written] %}{{ i }}{% endfor %}',
  '{% for i in [json] %}{{ i | trim }}{% endfor %}',
  '{% set x %}{{ written }}{% endset %}{{ x }}',
  '{% macro m(x) %}{{ x }}{% endmacro %}{{ m(written) }}',
  '{% filter trim %}[1, 2]{% endfilter %}',
  '{{ json + "" }}',
  '{{ ([json[:]] + [1])[0] }}',
  "{{ lookup('vars', 'written') }}",
])('%s is read as a list', (text) => {
  expect(compiled(text).evaluate(scope)).toEqual([1, 2]);
});

test.each([
  ['{{ fact }}', '[3]'],
  ['{{ told }}', [3]],
  ['{{ parts.told }}', [4]],
  ['{{ json and [3] | string }}', '[3]'],
  ['{{ ([3] | string) ~ "" }}', [3]],
  ['{% set x = [1] | to_json %}{{ x }}', '[1]'],
  ['{% set x = [1] | to_json %}{{ x | length }}', '3'],
  ['{% if true %}{% set x = [1] | to_json %}{{ x }}{% endif %}', '[1]'],
  ['{% for i in [1] %}{% set x = [i] | to_json %}{{ x }}{{ x ~ "" }}{% endfor %}', '[1][1]'],
  ['{{ ([1, 2] | to_nice_json(indent=1)) | default(none) }}', '[\n 1,\n 2\n]'],
  ['{{ [[1]] | map("to_json") | first }}', '[1]'],
  ['{{ [" [1]"] | map("trim") | first }}', [1]],
  ['{{ held.made }}', '[1]'],
  ['{{ held.written }}', [2]],
  ['{{ held["made"] | default(1) }}', '[1]'],
  ['{{ [1] | to_json | default(1) }}{{ 2 }}', '[1]2'],
])('%s is %j', (text, expected) => {
  expect(compiled(text).evaluate(scope)).toEqual(expected);
});

test('a name that the text sets need not be defined elsewhere', () => {
  const { identifiers } = compiled('{% set x = 1 %}{{ x }}');
  expect(identifiers.every(({ guarded }) => guarded)).toBe(true);
});
