import { describe, expect, test } from '@jest/globals';
import type { Prediction } from '../../src/module-api/module.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { Overlay } from '../../src/predict/overlay.ts';
import { queryId } from '../../src/query/query.ts';
import type { Query } from '../../src/query/query.ts';
import { fileText } from '../../src/query/files/file-text.ts';
import { group } from '../../src/query/accounts/group.ts';
import { passwd } from '../../src/query/accounts/passwd.ts';
import { shell } from '../../src/query/shell.ts';
import { stat } from '../../src/query/files/stat.ts';

const ABSENT = { exists: false } as const;
const FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root', size: 3 } as const;

function overlayOver(answers: readonly (readonly [Query, unknown])[]): Overlay {
  const observed = new Map(answers.map(([query, answer]) => [queryId(query), answer]));
  return new Overlay((query) => observed.get(queryId(query)));
}

describe('an answer', () => {
  test('is the observed state if nothing is planned', () => {
    expect(overlayOver([[stat('/a'), FILE]]).know(stat('/a'))).toEqual({ answer: FILE, tainted: 'no' });
  });

  test('is what an earlier task predicts, for every query', () => {
    const overlay = overlayOver([[stat('/a'), ABSENT]]);
    overlay.record([{ query: stat('/a'), answer: FILE }], { keys: [] }, 'write /a');
    expect(overlay.know(stat('/a', 'www-data')).answer).toEqual(FILE);
  });

  test('is Unknown if an earlier task writes a resource of the query without a prediction', () => {
    const overlay = overlayOver([
      [fileText('/etc/a'), Buffer.from('x')],
      [fileText('/srv/b'), Buffer.from('y')],
    ]);
    overlay.record([], { keys: ['tree:/etc'] }, 'unpack');
    expect(overlay.know(fileText('/etc/a')).answer).toBeInstanceOf(Unknown);
    expect(overlay.know(fileText('/srv/b')).answer).toEqual(Buffer.from('y'));
  });

  test('is Unknown of a parent that an earlier task creates on its way, where only its state is predicted', () => {
    const overlay = overlayOver([
      [stat('/srv/a'), ABSENT],
      [fileText('/srv/a'), null],
    ]);
    overlay.record([{ query: stat('/srv/a'), answer: FILE }], { keys: ['file:/srv/a/b'] }, 'make /srv/a/b');
    expect(overlay.know(stat('/srv/a')).answer).toEqual(FILE);
    expect(overlay.know(fileText('/srv/a')).answer).toBeInstanceOf(Unknown);
  });

  test('follows the last of several tasks', () => {
    const overlay = overlayOver([[fileText('/a'), null]]);
    overlay.record([{ query: fileText('/a'), answer: Buffer.from('1') }], { keys: ['file:/a'] }, 'first');
    overlay.record([{ query: fileText('/a'), answer: Buffer.from('12') }], { keys: ['file:/a'] }, 'second');
    expect(overlay.know(fileText('/a')).answer).toEqual(Buffer.from('12'));
  });

  test('a write after a prediction makes it Unknown again', () => {
    const overlay = overlayOver([[fileText('/a'), null]]);
    overlay.record([{ query: fileText('/a'), answer: Buffer.from('1') }], { keys: [] }, 'first');
    overlay.record([], { keys: ['file:/a'] }, 'second');
    expect(overlay.know(fileText('/a')).answer).toBeInstanceOf(Unknown);
  });

  test('a question about anything is Unknown after any change', () => {
    const question = shell({ script: 'uptime' });
    const overlay = overlayOver([[question, { exitStatus: 0, stdout: '', stderr: '' }]]);
    overlay.record([], { keys: ['user:bob'] }, 'add bob');
    expect(overlay.know(question).answer).toBeInstanceOf(Unknown);
  });
});

describe('taint', () => {
  test.each([
    ['creates', 'if-absent'],
    ['anything', 'yes'],
  ] as const)('an opaque change that may touch %s taints answers: %s', (opaque, tainted) => {
    const overlay = overlayOver([[stat('/a'), ABSENT]]);
    overlay.record([], { keys: [], unlistedEffects: opaque }, 'install');
    expect(overlay.know(stat('/a'))).toEqual({ answer: ABSENT, tainted });
  });

  test('a prediction after an opaque change is not affected by it', () => {
    const overlay = overlayOver([[stat('/a'), ABSENT]]);
    overlay.record([], { keys: [], unlistedEffects: 'anything' }, 'install');
    overlay.record([{ query: stat('/a'), answer: FILE }], { keys: [] }, 'write');
    expect(overlay.know(stat('/a')).tainted).toBe('no');
  });
});

test('a query that was never asked is a bug, not an absence', () => {
  expect(() => overlayOver([]).know(stat('/a'))).toThrow('not observed: stat /a');
});

describe('accounts', () => {
  const ACCOUNT = { uid: 7, gid: 7, group: 'bob', groups: ['adm'], comment: '', home: '/home/bob', shell: '/bin/sh' };
  const BOBS = { ...FILE, owner: 'bob', uid: 7, group: 'adm', gid: 4 };
  const overlay = (): Overlay =>
    overlayOver([
      [passwd('bob'), ACCOUNT],
      [passwd('new'), null],
      [group('adm'), { gid: 4 }],
      [group('web'), { gid: 5 }],
      [stat('/bobs'), BOBS],
      [stat('/orphan'), { ...FILE, group: 'UNKNOWN', gid: 99 }],
    ]);
  /** What is known of these after a change that wrote the keys. */
  const after = (keys: string[], predictions: Prediction[] = []): unknown[] => {
    const changed = overlay();
    changed.record(predictions, { keys }, 'the change');
    return [passwd('bob'), passwd('new'), group('adm'), group('web'), stat('/bobs'), stat('/orphan')].map((query) => {
      const { answer } = changed.know(query);
      return answer instanceof Unknown ? 'open' : 'known';
    });
  };

  test('a new group leaves other accounts as they are, and may give a name to a number', () => {
    expect(after(['group:extra', 'file:/etc/group'])).toEqual(['known', 'known', 'known', 'known', 'known', 'open']);
  });

  test('files of a changed group are uncertain unless it keeps its number', () => {
    const keys = ['group:adm', 'file:/etc/group'];
    expect(after(keys)).toEqual(['open', 'known', 'open', 'known', 'open', 'open']);
    expect(after(keys, [{ query: group('adm'), answer: { gid: 4 } }])[4]).toBe('known');
    expect(after(keys, [{ query: group('adm'), answer: null }])[4]).toBe('open');
    expect(after(keys, [{ query: group('adm'), answer: { gid: 40 } }])[4]).toBe('open');
  });

  test('a file whose owner is removed is unknown', () => {
    const keys = ['user:bob', 'group:bob', 'file:/etc/passwd', 'file:/etc/group'];
    expect(after(keys, [{ query: passwd('bob'), answer: null }])[4]).toBe('open');
    expect(after(keys, [{ query: passwd('bob'), answer: { ...ACCOUNT, groups: ['adm', 'web'] } }])[4]).toBe('known');
  });

  test('an edit of the file that has them leaves no account certain', () => {
    expect(after(['file:/etc/group'])).toEqual(['open', 'open', 'open', 'open', 'known', 'open']);
  });
});
