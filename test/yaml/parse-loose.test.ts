import { expect, test } from '@jest/globals';
import { EVENT_ID, parseEvents } from 'js-yaml';
import { parseLoose } from '../../src/yaml/parse-loose.ts';

const ENTRY = `k:
  - {
    a: "one
two",
  b: 1
  }
`;
const isScalar = (event: ReturnType<typeof parseLoose>[number]) => event.type === EVENT_ID.SCALAR;

test('a source is parsed twice at most, however many of its lines are not deep enough', () => {
  const source = Array.from({ length: 1000 }, (_, i) => ENTRY.replace('k', `k${i}`)).join('');
  let parses = 0;
  const events = parseLoose(source, (text) => {
    parses++;
    return parseEvents(text, {});
  });
  expect(parses).toBe(2);
  expect(events.filter(isScalar)).toHaveLength(5000);
});

test.each([
  ['a block text', '- |\n  "a [\n- [\nb]', ['"a [\n', 'b']],
  ['a plain text', "- it's\n  'b [\n- [\nc]", ["it's\n  'b [", 'c']],
  ['a comment', '# it\'s ["\n- a # "[\n- [\nb]', ['a', 'b']],
  ['a key', "it's [: 1\nb: [\nc]", ["it's [", '1', 'b', 'c']],
])('what opens in %s is neither a bracket nor a quote', (_, source, expected) => {
  const scalars = parseLoose(source).filter(isScalar);
  expect(scalars.map(({ valueStart, valueEnd }) => source.slice(valueStart, valueEnd).trim())).toEqual(
    expected.map((text) => text.trim()),
  );
});
