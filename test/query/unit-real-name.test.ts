import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import realName from '../../src/query/services/unit-real-name.sh';

const root = mkdtempSync(join(tmpdir(), 'units-'));

/** A unit's file, or a link. */
function place(path: string, content: string | { readonly target: string }): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  if (typeof content === 'string') writeFileSync(join(root, path), content);
  else symlinkSync(content.target, join(root, path));
}

place('lib/systemd/system/ssh.service', '[Install]\nWantedBy=multi-user.target\nAlias=sshd.service\n');
place('lib/systemd/system/time.service', '[Install]\nAlias=ntp.service dbus-org.time.service\n');
place('lib/systemd/system/login.service', '[Service]\n');
place('lib/systemd/system/dbus-org.login.service', { target: 'login.service' });
place('etc/systemd/system/on.service', { target: '/lib/systemd/system/time.service' });
place('etc/systemd/system/masked.service', { target: '/dev/null' });
place('etc/systemd/system/app.service', { target: '/srv/app/current.service' });
place('run/systemd/generator.late/init.service', '[Service]\n');

test.each([
  ['a unit', 'ssh.service', 'ssh.service'],
  ['a link from /etc', 'on.service', 'time.service'],
  ['a link in /lib', 'dbus-org.login.service', 'login.service'],
  ['an Alias= of a unit that is not enabled', 'sshd.service', 'ssh.service'],
  ['the second word of an Alias=', 'dbus-org.time.service', 'time.service'],
  ['a name that is like an alias but for a dot', 'dbus-orgxtime.service', 'dbus-orgxtime.service'],
  ['a mask', 'masked.service', 'masked.service'],
  ['a linked file of another name', 'app.service', 'app.service'],
  ['a generated unit', 'init.service', 'init.service'],
  ['an instance', 'sshd@one.service', 'sshd@one.service'],
  ['a unit of no file', 'nosuch.service', 'nosuch.service'],
  ['a name with a backslash', String.raw`dev-a\x2db.device`, String.raw`dev-a\x2db.device`],
])('%s', (_, asked, own) => {
  const script = `${realName}\nreal_name "$1" "$2"; printf "%s\\n" "$own"`;
  expect(execFileSync('sh', ['-c', script, 'sh', asked, root], { encoding: 'utf8' })).toBe(`${own}\n`);
});
