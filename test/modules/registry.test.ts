import { expect, test } from '@jest/globals';
import { shortModuleName } from '../../src/modules/registry.ts';

test.each([
  ['ansible.builtin.apt', 'apt'],
  ['ansible.legacy.copy', 'copy'],
  ['community.general.ini_file', 'ini_file'],
  ['ansible.mysql.mysql_user', 'mysql_user'],
  ['ansible.builtin.systemd_service', 'systemd'],
  ['systemd_service', 'systemd'],
  ['community.crypto.openssl_certificate', 'x509_certificate'],
  ['ansible.builtin.yum', 'dnf'],
  ['acme.tools.thing', 'acme.tools.thing'],
])('%s is %s', (name, short) => {
  expect(shortModuleName(name)).toBe(short);
});
