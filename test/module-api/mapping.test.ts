import { expect, test } from '@jest/globals';
import { integer, mapping, text } from '../../src/module-api/params.ts';

test.each([
  ['a mapping', { a: 1 }, { a: '1' }],
  ['JSON', ' {"X-By": "me", "b": 2}', { 'X-By': 'me', b: '2' }],
  ['pairs', 'a=1, b=x=y', { a: '1', b: 'x=y' }],
  ['pairs with blanks between them', 'a=1 b=', { a: '1', b: '' }],
])('a mapping is taken from %s', (_, given, expected) => {
  expect(mapping(text()).parse(given)).toEqual(expected);
});

test.each([['words'], ['{broken'], ['=a'], [['a=1']], ['']])('%j is no mapping', (given) => {
  expect(mapping(text()).safeParse(given).success).toBe(false);
});

test('its values are what they must be', () => {
  expect(mapping(integer()).parse('web=2')).toEqual({ web: 2 });
  expect(mapping(integer()).safeParse('web=two').success).toBe(false);
});
