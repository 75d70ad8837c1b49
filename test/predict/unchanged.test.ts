import { expect, test } from '@jest/globals';
import { predictUnchanged } from '../../src/module-api/unchanged.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { stat } from '../../src/query/files/stat.ts';

const text = fileText('/etc/a');
const observed = Buffer.from('observed');
const overlay = (): Overlay => new Overlay((query) => (query.kind.name === 'fileText' ? observed : undefined));
const writes = { keys: ['file:/etc/a'] };

test('an attribute that is predicted not to change is known, although its file is written', () => {
  const known = overlay();
  known.record([{ query: stat('/etc/a'), answer: { exists: false } }], writes, 'an edit');
  expect(known.know(text).answer).toBeInstanceOf(Unknown);

  const kept = overlay();
  kept.record(predictUnchanged(text), writes, 'a chmod');
  expect(kept.know(text)).toEqual({ answer: observed, tainted: 'no' });
});

test('an unchanged attribute has the value that an earlier task planned', () => {
  const known = overlay();
  known.record([{ query: text, answer: Buffer.from('planned') }], writes, 'an edit');
  known.record(predictUnchanged(text), writes, 'a chmod');
  expect(known.know(text).answer).toEqual(Buffer.from('planned'));
});

test('an unchanged attribute is no more certain than before', () => {
  const known = overlay();
  known.record([], { keys: [], unlistedEffects: 'anything' }, 'a command');
  known.record(predictUnchanged(text), writes, 'a chmod');
  expect(known.know(text).tainted).toBe('yes');
  known.record([{ query: text, answer: observed }], writes, 'an edit');
  expect(known.know(text).tainted).toBe('no');
});

test('an attribute that was never queried stays unqueried', () => {
  const known = overlay();
  known.record(predictUnchanged(stat('/etc/a')), writes, 'a chmod');
  expect(() => known.know(stat('/etc/a'))).toThrow('not observed');
});
