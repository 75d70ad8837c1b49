import { expect, test } from '@jest/globals';
import {
  causeThen,
  describeFullDisk,
  parseDiskRoom,
  pathsIn,
  withoutDiskRoom,
} from '../../src/diagnostic/full-disk.ts';

const ROOM = `read-only /usr
room 5000000 100000 200000 /
room 8 30 40 /var
room 900000 0 40 /srv/in odes
room 900000 0 0 /btrfs
room 0 12 40 /usr
`;

const SPACE = 'cp: error writing: No space left on device';

test.each<[string, readonly string[], string | undefined]>([
  [SPACE, ['/var/lib/x'], 'the disk of /var is full'],
  [SPACE, ['/srv/in odes/x'], 'the disk of /srv/in odes has no inode left'],
  [SPACE, ['/btrfs/x'], 'the disk of /var is full'],
  [SPACE, [], 'the disk of /var is full'],
  ['E: You do not have enough free space in /var/cache/apt/archives/.', ['/var/cache'], 'the disk of /var is full'],
  ['provision: 27: printf: printf: I/O error', ['/var/x'], 'the disk of /var is full'],
  ['provision: 27: printf: printf: I/O error', ['/etc/x'], undefined],
  ['touch: Read-only file system', ['/usr/x'], 'the disk of /usr is mounted read-only'],
  ['tar: Disk quota exceeded', ['/home/x'], 'the disk of / has no more room for this user (its quota is used up)'],
  ['No such file or directory', ['/var/x'], undefined],
])('%s, of %j', (said, paths, cause) => {
  expect(describeFullDisk({ said, paths, disks: parseDiskRoom(ROOM) })).toBe(cause);
});

test('a file larger than the free space does not fit', () => {
  const disks = parseDiskRoom('room 1000 9 9 /\n');
  const write = { said: 'printf: I/O error', paths: ['/x'], disks };
  expect([describeFullDisk({ ...write, bytes: 2_000_000 }), describeFullDisk({ ...write, bytes: 500_000 })]).toEqual([
    'the disk of / is full',
    undefined,
  ]);
  expect(describeFullDisk({ ...write, said: SPACE })).toBe('the disk of / has too little room');
});

test('paths are found in the output of programs, and internal lines are left out', () => {
  expect(pathsIn("mkdir: cannot create directory '/a/b c': x, and /d/e: y; a/b")).toEqual(['/a/b', '/d/e']);
  expect(withoutDiskRoom(`no room\n${ROOM}end`)).toBe('no room\nend');
});

test.each([
  ['provision: 27: printf: printf: I/O error', 'the disk of /var is full'],
  ['printf: write error: No space left on device', 'the disk of /var is full'],
  ['write error: /var/lib/provision/lock', 'the disk of /var is full: write error: /var/lib/provision/lock'],
  ["tar: './x': Cannot write: No space left", "the disk of /var is full: tar: './x': Cannot write: No space left"],
])('of %s is told what the cause does not say: %s', (said, told) => {
  expect(causeThen('the disk of /var is full', said)).toBe(told);
  expect(causeThen(undefined, said)).toBe(said);
});
