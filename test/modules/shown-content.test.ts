import { expect, test } from '@jest/globals';
import { reportChanges } from '../../src/engine/result/report-changes.ts';
import type { FileContent } from '../../src/module-api/step.ts';
import { diffPlacedFile } from '../../src/modules/lib/file-target.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import type { StatAnswer } from '../../src/query/files/stat.ts';

const FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root', size: 9 } as const;
const bytes = (text: string): FileContent => ({ kind: 'bytes', bytes: Buffer.from(text) });

test.each<[string, StatAnswer, FileContent, unknown, unknown]>([
  ['a new file', { exists: false }, bytes('one\ntwo\n'), null, '2 lines, 8 bytes'],
  ['a new file without a last newline', { exists: false }, bytes('1234'), null, '1 line, 4 bytes'],
  ['another content', FILE, bytes('\0'), '9 bytes', '1 byte'],
  ['a file of the controller', FILE, { kind: 'local', path: '/x', size: 7, sha256: 'd' }, '9 bytes', '7 bytes'],
  ['a file of the host', FILE, { kind: 'remote', path: '/x', size: undefined }, '9 bytes', 'as /x'],
])('%s is shown by its size, and by no digest', (_, self, content, before, after) => {
  const digest = 'f'.repeat(64);
  const file = { path: '/f', content, sha256: digest, attributes: {} };
  const changes = diffPlacedFile(file, { self, hash: self.exists ? 'e'.repeat(64) : null });
  const shown = reportChanges(changes, { withDiff: false, noLog: false, overlay: new Overlay(() => undefined) });
  expect(shown).toEqual([{ attribute: 'content', before, after }]);
});
