import { describe, expect, test } from '@jest/globals';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import type { Templated } from '../../src/expression/compiled.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import { containsUnknown } from '../../src/expression/contains-unknown.ts';
import { evaluateCondition } from '../../src/expression/evaluate-condition.ts';
import { OMIT } from '../../src/expression/omit.ts';
import { renderTemplated } from '../../src/expression/render-templated.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { expression, scopeOf, textOf } from './fixtures.ts';

const unknown = new Unknown('not run');

describe('a condition', () => {
  test('is true, false or Unknown', () => {
    expect(evaluateCondition(expression('a > 1'), scopeOf({ a: 2 }))).toBe(true);
    expect(evaluateCondition(expression('a > 1'), scopeOf({ a: 1 }))).toBe(false);
    expect(evaluateCondition(expression('a > 1'), scopeOf({ a: unknown }))).toBe(unknown);
  });

  test.each([
    ['list', 'a list', 'list.length > 0'],
    ["'no'", 'a string', 'bool(value)'],
    ['0', 'a number', 'value !== 0'],
    ['null', 'null', 'value !== null'],
  ])('%s is no boolean', (text, kind, suggestion) => {
    const evaluate = () => evaluateCondition(expression(text), scopeOf({ list: [] }));
    expect(evaluate).toThrow(ExpressionError);
    expect(evaluate).toThrow(`The condition gives ${kind}, not true or false`);
    try {
      evaluate();
    } catch (error) {
      expect((error as ExpressionError).diagnostic).toMatchObject({
        code: 'not-boolean',
        suggestion: expect.stringContaining(suggestion) as unknown,
      });
    }
  });
});

describe('a rendered value', () => {
  const { range } = textOf('');
  const template = (text: string): Templated => ({
    kind: 'template',
    template: compileTemplate(textOf(text), new DiagnosticList()),
    range,
  });
  const literal = (data: unknown): Templated => ({ kind: 'literal', value: data, range });
  const mapping = (entries: Record<string, Templated>): Templated => ({
    kind: 'mapping',
    entries: Object.entries(entries).map(([key, value]) => ({ key, keyRange: range, value })),
    range,
  });

  test('keeps types, and Unknowns at their places', () => {
    const value = mapping({
      port: template('<%= port %>'),
      list: { kind: 'sequence', items: [literal(1), template('a<%= r %>')], range },
    });
    const rendered = renderTemplated(value, scopeOf({ port: 80, r: unknown }));
    expect(rendered).toEqual({ port: 80, list: [1, unknown] });
    expect(containsUnknown(rendered)).toBe(true);
    expect(containsUnknown({ port: 80, list: [1] })).toBe(false);
  });

  test('leaves out what is omit', () => {
    const omitted = template('<%= mode ?? omit %>');
    const value = mapping({
      path: literal('/a'),
      mode: omitted,
      list: { kind: 'sequence', items: [omitted, literal(1)], range },
    });
    expect(renderTemplated(value, scopeOf({}))).toEqual({ path: '/a', list: [1] });
    expect(renderTemplated(omitted, scopeOf({}))).toBe(OMIT);
  });

  test('gives data back as it is, even where it looks like a template', () => {
    expect(renderTemplated(template('<%= r.stdout %>'), scopeOf({ r: { stdout: '<%= x %>' } }))).toBe('<%= x %>');
  });
});
