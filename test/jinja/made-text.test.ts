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
  read: { kind: 'template', template: compiled('{{ written }}'), range: NOWHERE },
};

const set = new DatedVariables().setText('fact', '[3]').set('told', '[3]');
const scope = new LayeredScope([
  { kind: 'data', values: set },
  { kind: 'templated', values: new Map(Object.entries(variables)) },
]);

test.each([
  ['{{ json }}', '[1, 2]'],
  ['{{ again }}', '[1, 2]'],
  ['{{ read }}', [1, 2]],
  ['{{ written }}', [1, 2]],
  ['{{ fact }}', '[3]'],
  ['{{ told }}', [3]],
  ['{{ json | trim }}', [1, 2]],
  ['{{ json if json else 0 }}', '[1, 2]'],
  ["{{ '' or json }}", '[1, 2]'],
  ['{{ json or 1 }}', '[1, 2]'],
  ['{{ json and [3] | string }}', '[3]'],
  ['{{ ([3] | string) ~ "" }}', [3]],
  ['{% set x = [1] | to_json %}{{ x }}', '[1]'],
  ['{% set x = [1] | to_json %}{{ x | length }}', '3'],
  ['{% if true %}{% set x = [1] | to_json %}{{ x }}{% endif %}', '[1]'],
  ['{% for i in [1] %}{% set x = [i] | to_json %}{{ x }}{{ x ~ "" }}{% endfor %}', '[1][1]'],
])('%s is %j', (text, expected) => {
  expect(compiled(text).evaluate(scope)).toEqual(expected);
});

test('a name that the text sets need not be defined elsewhere', () => {
  const { identifiers } = compiled('{% set x = 1 %}{{ x }}');
  expect(identifiers.every(({ guarded }) => guarded)).toBe(true);
});
