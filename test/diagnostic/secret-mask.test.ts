import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';

function maskOf(...secrets: string[]): SecretMask {
  const mask = new SecretMask();
  for (const secret of secrets) mask.add(secret);
  return mask;
}

const SECRET = `it's a "p&ss"/+é 100%`;
const shellQuote = (text: string, quote: string): string => `'${text.replaceAll("'", quote)}'`;

describe('a secret is hidden', () => {
  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(SECRET))],
    ['in ASCII JSON', JSON.stringify(SECRET).replace('é', '\\u00e9')],
    ['quoted for sh', shellQuote(SECRET, `'\\''`)],
    ['quoted for sh as Python does', shellQuote(SECRET, `'"'"'`)],
    ['in double quotes of sh and systemd', 'it\'s a \\"p&ss\\"/+é 100%'],
    ['in SQL', `'it''s a "p&ss"/+é 100%'`],
    ['in a unit of systemd', `it's a "p&ss"/+é 100%%`],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a URL in lower case', encodeURIComponent(SECRET).replace(/%../g, (hex) => hex.toLowerCase())],
    ['in a form', new URLSearchParams({ p: SECRET }).toString().slice(2)],
    ['in HTML', 'it&#39;s a &quot;p&amp;ss&quot;/+é 100%'],
    ['in base64', Buffer.from(SECRET).toString('base64').replaceAll('=', '')],
    ['in URL-safe base64', Buffer.from(SECRET).toString('base64url')],
  ])('%s', (_, text) => {
    expect(maskOf(SECRET).mask(`before ${text} after`)).toMatch(/^before ['"\\]*\*{8}['"\\]* after$/);
  });

  test('with a newline at its end, where it is printed without', () => {
    expect(maskOf('hunter2\n').mask('password=hunter2;')).toBe('password=********;');
  });

  test('line by line, indented and marked as in a diff', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nshort\n-----END KEY-----\n';
    const diff = key.replace(/^/gm, '+   ');
    expect(maskOf(key).mask(diff)).toBe('+   ********\n+   ********\n+   short\n+   ********\n+   ');
  });

  test('whole, where two secrets overlap or touch', () => {
    expect(maskOf('abcdef', 'defghi', 'jklm').mask('.abcdefghijklm.')).toBe('.********.');
  });

  test('whole, where one is the start of another', () => {
    expect(maskOf('hunter', 'hunter2').mask('hunter2 hunter')).toBe('******** ********');
  });
});

describe('what is no secret stays', () => {
  test.each(['', 'abc', '   ab   ', '\n\n\n\n'])('with the secret %j, all text', (secret) => {
    expect(maskOf(secret).mask('abc ab     \n\n\n\n abcabc')).toBe('abc ab     \n\n\n\n abcabc');
  });

  test('base64 of other bytes that agrees in all certain digits', () => {
    const other = Buffer.from([0x70, 0x61, 0x73, 0x7f]).toString('base64');
    expect(maskOf('pass').mask(other)).toBe(other);
  });
});

const countPadding = (text: string): number => text.length - text.replace(/=+$/, '').length;

// A secret of asterisks could not be told from the mask.
const secret = fc
  .string({ unit: 'grapheme', minLength: 4, maxLength: 40 })
  .filter((text) => text.trim().length >= 4 && !text.includes('*'));
const around = fc.string({ maxLength: 20 });

describe('for any secret', () => {
  test('its plain and its JSON form do not survive in any surroundings', () => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const mask = maskOf(value);
        expect(mask.mask(before + value + after)).not.toContain(value);
        const json = JSON.stringify({ text: before + value + after });
        expect(mask.mask(json)).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
    );
  });

  test.each(['base64', 'base64url'] as const)('nothing of it is left in %s of text around it', (encoding) => {
    const bytes = fc.uint8Array({ maxLength: 10 });
    fc.assert(
      fc.property(secret, bytes, bytes, (value, before, after) => {
        const masked = maskOf(value).mask(Buffer.concat([before, Buffer.from(value), after]).toString(encoding));
        const digitsAfter = masked.length - masked.lastIndexOf('*') - 1;
        expect(masked.indexOf('********')).toBeGreaterThanOrEqual(0);
        // A digit that holds one bit of the secret would be one digit too many.
        expect(masked.indexOf('*')).toBeLessThanOrEqual(Math.floor((before.length * 8) / 6));
        expect(digitsAfter - countPadding(masked)).toBeLessThanOrEqual(Math.floor((after.length * 8 + 5) / 6));
      }),
    );
  });

  test('masking again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(secret, { maxLength: 5 }), around, (values, text) => {
        const mask = maskOf(...values);
        const once = mask.mask(values.join(text));
        expect(mask.mask(once)).toBe(once);
      }),
    );
  });

  test('text without it is untouched', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-m ]*$/), (text) => {
        expect(maskOf('zzzz-nopq-0001').mask(text)).toBe(text);
      }),
    );
  });
});

test('a thousand secrets cost a megabyte of text less than a second', () => {
  const mask = maskOf(...Array.from({ length: 1000 }, (_, i) => `secret-${i}-${(i * 7919).toString(36)}`));
  const text = 'the quick brown fox secret- jumps over secret-999 the lazy dog\n'.repeat(16_000);
  const start = performance.now();
  expect(mask.mask(text)).toBe(text);
  expect(performance.now() - start).toBeLessThan(1000);
});
