import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileExpression } from '../../src/expression/compile-expression.ts';
import { ExpressionError } from '../../src/expression/compiled.ts';
import { expression, problems, scopeOf, textOf, value } from './fixtures.ts';

describe('an expression cannot be', () => {
  test.each([
    'process.env',
    'globalThis.process',
    'global',
    "require('fs')",
    "import('fs')",
    'import.meta.url',
    'this',
    'this.process',
    'Function("return process")()',
    "eval('process')",
    '(0, eval)("process")',
    'x.constructor',
    "x['constructor']",
    'x?.constructor',
    "x.constructor.constructor('return process')()",
    "''.constructor",
    '[].constructor',
    '(() => 1)()',
    '(() => 1).constructor',
    '[].map.constructor',
    'x.__proto__',
    "x['__proto__']",
    'x.prototype',
    '({ __proto__: x })',
    "({ '__proto__': x })",
    '({ constructor: 1 })',
    '({ get a() { return 1 } })',
    '({ a() {} })',
    'new Date()',
    'Date.now()',
    'Math.random()',
    'Math',
    'Object.assign(x, { a: 1 })',
    'Object.getPrototypeOf(x)',
    'Object.defineProperty(x, "a", {})',
    'Object.setPrototypeOf(x, null)',
    'Reflect.ownKeys(x)',
    'Symbol.iterator',
    'x = 1',
    'x.y = 1',
    'x++',
    'x += 1',
    'delete x.y',
    'void 0',
    'x``',
    'String.raw`a`',
    'function () {}',
    'class {}',
    'async () => 1',
    'await x',
    'new Set()',
    'x.push(1)',
    'x.sort()',
    'x.splice(0)',
    'x.map(function () { return this })',
    'x.map(async (y) => y)',
    "x['map']((y) => y)",
    'x.toString.call(1)',
    'x.bind(1)',
    'x.valueOf()',
    'x.hasOwnProperty(1)',
    'x?.()',
    'x()',
    '[({ constructor: c }) => c]',
    'x.map(({ constructor: c }) => c)',
    'x.map(({ ["constructor"]: c }) => c)',
    'x.map(([{ __proto__: p }]) => p)',
    'arguments',
    'console.log(1)',
    'fetch("x")',
    '1n',
    'x instanceof Array',
    '1, 2',
    "$.read('x')",
    '0644',
  ])('%s', (text) => {
    const found = problems((d) => compileExpression(textOf(text), d));
    if (found.length === 0) {
      expect(() => expression(text).evaluate(scopeOf({ x: {} }))).toThrow(ExpressionError);
    } else {
      expect(found.map((p) => p.code)).toContainEqual(expect.stringMatching(/^expression-(forbidden|syntax)$/));
      expect(found[0]?.range).toBeDefined();
    }
  });

  test.each([
    "x['const' + 'ructor']",
    'x[`__proto__`]',
    "x[['constructor']]",
    "x.a['constructor']",
    "x.a.map((y) => y)['constructor']",
    "'a'['const' + 'ructor']",
    '((k) => x[k])',
    "['constructor'].map((k) => x[k])",
    "['constructor'].map((k) => x?.[k] ?? x[k])",
    'Object.entries({ constructor2: 1 }).map(([k]) => x[k.slice(0, -1)])',
    "String['fromCharCode'](1)",
    "x.a.reduce((a, b) => a['constructor'])",
    "'a'.replace('a', (m) => m['constructor'])",
    'include',
    'locals',
    'rethrow',
    'escapeFn',
    '__append',
    '$',
  ])('%s, found when it runs', (text) => {
    expect(() => expression(text).evaluate(scopeOf({ x: { a: [1, 2] } }))).toThrow();
  });

  test.each([
    '<%= 1 %><% const a = x.constructor %>',
    '<% include = 1 %>',
    '<% const __output = 1 %><%= __append %>',
    "<%= include('a' + 'b') %>",
    '<% import fs from "fs" %>',
    '<% export const a = 1 %>',
    '<% try { %><% } catch { } %>',
    '<% throw x %>',
    '<% function f() {} %>',
    '<% debugger %>',
    '<% label: for (const a of x) { break label } %>',
  ])('the template %s', (text) => {
    expect(() => value(text).evaluate(scopeOf({ x: [] }))).toThrow();
  });
});

test('names of EJS’s own are variables like any other', () => {
  const names = ['locals', 'rethrow', 'escapeFn', '__append', '__output', '$'];
  for (const name of names) {
    expect(value(`a<%= ${name} %>`).evaluate(scopeOf({ [name]: 'v' }))).toBe('av');
    expect(value(`<% const ${name} = 1 %><%= ${name} %>`).evaluate(scopeOf({}))).toBe('1');
  }
});

test('keys named like members of Object are data', () => {
  const x = JSON.parse('{"toString": "t", "valueOf": 1, "hasOwnProperty": 2}') as object;
  expect(expression('x.toString + x.valueOf').evaluate(scopeOf({ x }))).toBe('t1');
});

test('whatever is written, no value leads out of the data', () => {
  const piece = fc.constantFrom(
    'x',
    'process',
    'constructor',
    '.constructor',
    '["constructor"]',
    '.__proto__',
    '.a',
    '(',
    ')',
    '[',
    ']',
    '"',
    "'",
    '`',
    '${',
    '}',
    '=>',
    '{',
    ' ',
    '?.',
    '??',
    '.map(',
    '%>',
    '<%=',
    '<%',
    '//',
    '/*',
    '*/',
    '\n',
    ';',
    'return ',
    '() => ',
    '$',
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = `<%= ${pieces.join('')} %>`;
      let result: unknown;
      try {
        result = value(text).evaluate(scopeOf({ x: { a: [1] } }));
      } catch {
        return;
      }
      expect(typeof result).not.toBe('function');
      expect(result).not.toBe(process);
    }),
    { numRuns: 3000 },
  );
});

test('evaluating changes nothing that it reads', () => {
  const x = { list: [3, 1, 2], map: { a: 1 } };
  const before = structuredClone(x);
  for (const text of [
    'x.list.toSorted()',
    '[...x.list, 4]',
    '({ ...x.map, a: 2 })',
    'x.list.toReversed()',
    'x.list.with(0, 9)',
  ]) {
    expression(text).evaluate(scopeOf({ x }));
  }
  expect(x).toEqual(before);
});
