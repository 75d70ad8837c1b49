import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editIni } from '../../src/modules/text/ini-edit.ts';

const line = fc.constantFrom(
  'x = 1',
  'x=2',
  '; x = 1',
  '#x=2',
  ' x = 3',
  'y: 2',
  '# note',
  '',
  'x',
  'xx = 1',
  '[a]',
  '[b]',
);
const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.map((one) => `${one}\n`).join(''));
const edit = fc.record({
  section: fc.constantFrom('a', 'z', undefined),
  option: fc.constant('x'),
  values: fc.constantFrom(['1'], ['2', '1']),
  exclusive: fc.boolean(),
  allow_no_value: fc.constant(false),
  no_extra_spaces: fc.boolean(),
});

test('an option that was set is set: a second edit changes nothing', () => {
  fc.assert(
    fc.property(text, edit, (before, wanted) => {
      const once = editIni({ ...wanted, state: 'present' }, before);
      expect(editIni({ ...wanted, state: 'present' }, once)).toBe(once);
      for (const value of wanted.values) expect(once).toContain(`x${wanted.no_extra_spaces ? '=' : ' = '}${value}\n`);
    }),
  );
});

test('an option that was set can be removed', () => {
  fc.assert(
    fc.property(text, edit, (before, wanted) => {
      const set = editIni({ ...wanted, state: 'present' }, before);
      const gone = editIni({ ...wanted, state: 'absent', exclusive: true }, set);
      expect(editIni({ ...wanted, state: 'absent', exclusive: true }, gone)).toBe(gone);
      expect(gone.length).toBeLessThan(set.length);
    }),
  );
});
