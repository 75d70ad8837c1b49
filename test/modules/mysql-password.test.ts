import { describe, expect, test } from '@jest/globals';
import { cachingSha2Hash, matchesPassword, nativeHash } from '../../src/modules/mysql/mysql-password.ts';
import { sha256Crypt } from '../../src/values/sha256-crypt.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('sha256Crypt', () => {
  // from `openssl passwd -5`
  test.each([
    ['Hello world!', 'saltstring', '5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5'],
    ['pä ss', 'abc', 'eomsIDhket8J.xhOOdlBfFrELnh.CIFf3/Q/a7lUdQ0'],
    ['x'.repeat(70), '0123456789abcdef', 'PtktarChupU2HspS5L2tzUZeyI7SEI/LGbCZCyq.ic5'],
  ])('%s with salt %s', (password, salt, digest) => {
    expect(sha256Crypt(password, Buffer.from(salt), 5000)).toBe(digest);
  });
});

describe('stored forms', () => {
  test('native: double SHA-1; none for an empty password', () => {
    expect(nativeHash('secret')).toBe('*14E65567ABDB5135D0CFD9A70B3032C179A49EE7');
    expect(nativeHash('')).toBe('');
    expect(matchesPassword('mysql_native_password', hex(nativeHash('secret').toLowerCase()), 'secret')).toBe(true);
    expect(matchesPassword('mysql_native_password', hex(nativeHash('secret')), 'Secret')).toBe(false);
  });

  test('caching_sha2: the same for one account and password, another for any other', () => {
    const stored = cachingSha2Hash('secret', 'app@%');
    expect(stored).toMatch(/^\$A\$005\$[./0-9A-Za-z]{63}$/);
    expect(cachingSha2Hash('secret', 'app@%')).toBe(stored);
    expect(cachingSha2Hash('secret', 'other@%').slice(7, 27)).not.toBe(stored.slice(7, 27));
    expect(matchesPassword('caching_sha2_password', hex(stored), 'secret')).toBe(true);
    expect(matchesPassword('caching_sha2_password', hex(stored), 'Secret')).toBe(false);
    expect(matchesPassword('caching_sha2_password', '', '')).toBe(true);
    expect(matchesPassword('caching_sha2_password', hex('$A$005$THISISACOMBINATION'), 'secret')).toBe(false);
  });
});
