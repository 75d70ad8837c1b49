import { describe, expect, test } from '@jest/globals';
import { isPasswordOf, storedPassword } from '../../src/modules/postgresql/postgresql-password.ts';

describe('the stored form of a password', () => {
  test('SCRAM: the same for one role and password, another for any other', () => {
    const stored = storedPassword('app', "it's secret", 'scram-sha-256');
    expect(stored).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/);
    expect(isPasswordOf('app', "it's secret", stored)).toBe(true);
    expect(isPasswordOf('app', "it's Secret", stored)).toBe(false);
    expect(storedPassword('app', "it's secret", 'scram-sha-256')).toBe(stored);
    const [, salt] = stored.split(/[:$]/).slice(1);
    expect(storedPassword('web', "it's secret", 'scram-sha-256')).not.toContain(salt);
  });

  test('MD5 where the server makes that', () => {
    expect(storedPassword('app', 'secret', 'md5')).toBe('md56a422f785c9e20873908ce25d1736ae2');
  });

  test.each([
    ['no password', '', 'scram-sha-256'],
    ['a stored form', 'md56a422f785c9e20873908ce25d1736ae2', 'scram-sha-256'],
    ['another stored form', 'SCRAM-SHA-256$4096:c2FsdA==$a=:b=', 'md5'],
    ['what the server normalizes', 'größe', 'scram-sha-256'],
    ['a setting that is not known', 'secret', undefined],
  ])('is the text itself for %s', (_, password, encryption) => {
    expect(storedPassword('app', password, encryption)).toBe(password);
  });
});
