import { createHash } from 'node:crypto';
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

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const bytesOf = (text: string): string[] => Buffer.from(text).toString('hex').match(/../g) ?? [];

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
    ['in base64 of base64', base64(base64(SECRET)).replaceAll('=', '')],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['in upper-case hex', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in bytes of hex', bytesOf(SECRET).join(' ')],
    ['in hex with colons', bytesOf(SECRET).join(':')],
    ['as bytes of C', bytesOf(SECRET).join('\\x')],
    ['in lines of hex', bytesOf(SECRET).join('\n')],
    ['in a list of lines of hex', bytesOf(SECRET).join('",\n "')],
    ['in lines of hex within JSON', bytesOf(SECRET).join('\\n')],
    [
      'in lines of base64 within JSON',
      (
        base64(SECRET)
          .replaceAll('=', '')
          .match(/.{1,9}/g) ?? []
      ).join('\\n'),
    ],
    ['as its SHA-256', createHash('sha256').update(SECRET).digest('hex')],
    ['as the MD5 of its file', createHash('md5').update(`${SECRET}\n`).digest('hex')],
    ['as its SHA-512 in base64', createHash('sha512').update(SECRET).digest('base64').replaceAll('=', '')],
    [
      'as a password of crypt',
      '$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/',
    ],
    ['as a password of bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
  ])('%s', (_, text) => {
    expect(maskOf(SECRET).mask(`before ${text} after`)).toMatch(/^before ['"\\]*\*{8}['"\\]* after$/);
  });

  test.each([
    ['https://ann:pass%2Fword9@git.example.org/app.git', 'pass/word9'],
    ['https://ann:pass%2Fword9@git.example.org/app.git', 'pass%2Fword9'],
    ['db: mysql+ssl://ann:p@ssword9@db:3306/shop', 'p@ssword9'],
    ['redis://:password9@cache', 'password9'],
    ['redis://:password9@cache', base64('ann:password9')],
  ])('as the password of its URL: %s', (secret, part) => {
    expect(maskOf(secret).mask(`before ${part} after`)).not.toContain(part);
  });

  test.each([
    ['a$b\\f-XYZZY', 'a$b\f-XYZZY'],
    ['tab\\tand\\0101nul', 'tab\tandAnul'],
    ['first\\nsecond-line', 'second-line'],
    ['before\\cnot printed', 'before'],
    ['c:\\\\share\\secret', 'c:\\share\\secret'],
  ])('as an echo that interprets backslashes prints it: %j', (secret, printed) => {
    expect(maskOf(secret).mask(`password=${printed}; end`)).toBe('password=********; end');
  });

  test.each([
    ["'größe' 'it'\\''s' two"],
    ['größe "it\'s" two'],
    ["größe\\ it\\'s\\ two"],
    ['["größe","it\'s","two"]'],
    ['{\\"argv\\":[\\"größe\\",\\"it\'s\\",\\"two\\"]}'],
    ['[\n  "größe",\n  "it\'s",\n  "two"\n]'],
    ['[\\n  \\"größe\\",\\n  \\"it\'s\\",\\n  \\"two\\"\\n]'],
    ["['größe', \"it's\", 'two']"],
    ["[größe, it's, two]"],
    ["größe,it's,two"],
    ["- größe\n  - it's\n  - two"],
    ["+  - größe\n+  - it's\n+  - two"],
    ["- 'größe'\n- 'it''s'\n- 'two'"],
  ])('split into words, as in %s', (text) => {
    expect(maskOf("größe it's two").mask(`before ${text} after`)).not.toMatch(/größe|it.{0,4}s|two/);
  });

  test.each(['two words', "'two' 'words'", '["two","words"]', base64('two words')])(
    'with one space in place of several between its words: %s',
    (text) => {
      for (const secret of ['two  words', 'two \twords'])
        expect(maskOf(secret).mask(`before ${text} after`)).not.toMatch(/two|words|dHdv/);
    },
  );

  test('with a newline at its end, where it is printed without', () => {
    expect(maskOf('hunter2\n').mask('password=hunter2;')).toBe('password=********;');
  });

  test('line by line, indented and marked as in a diff', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nshort\n-----END KEY-----\n';
    const diff = key.replace(/^/gm, '+   ');
    expect(maskOf(key).mask(diff)).toBe('+   ********\n+   ********\n+   short\n+   ********\n+   ');
  });

  test('in base64 that is broken into lines', () => {
    const long = 'a secret of more than a line '.repeat(4);
    const lines = base64(long).match(/.{1,76}/g) ?? [];
    expect(lines.length).toBeGreaterThan(1);
    expect(maskOf(long).mask(`before\n${lines.join('\n')}`)).toMatch(/^before\n\*{8}=*$/);
  });

  test.each([
    [
      'xxd',
      '00000000: 7061 7373 776f 7264 3d61 2073 6563 7265  password=a secre\n00000010: 7420 6f66 2031 3600                      t of 16.\n',
    ],
    ['od -tx1', '0000000 70 61 73 73 77 6f 72 64 3d 61 20 73 65 63 72 65\n0000020 74 20 6f 66 20 31 36 0a\n0000030\n'],
  ])('in a dump of %s, over its lines', (_, dump) => {
    const masked = maskOf('a secret of 16').mask(dump);
    expect(masked).toContain('********');
    expect(masked).not.toMatch(/73 ?65 ?63 ?72 ?65|74 ?20 ?6f ?66|of 16/);
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

  test('the user of a URL, its host, and a password that is the name of the user', () => {
    const mask = maskOf('postgres://deploy:secret99@db.example.org/shop');
    expect(mask.mask('deploy db.example.org shop')).toBe('deploy db.example.org shop');
    expect(maskOf('postgres://deploy:deploy@db').mask('as deploy')).toBe('as deploy');
  });

  test('a name that is spared', () => {
    const mask = maskOf('database1', 'hunter22');
    mask.spare(['database1']);
    expect(mask.mask('database1: hunter22')).toBe('database1: ********');
  });

  test('a price and a variable of the shell', () => {
    expect(maskOf('hunter22').mask('$1 $HOME $6 $5.00 ${A}')).toBe('$1 $HOME $6 $5.00 ${A}');
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

test('a thousand secrets cost a megabyte of text less than twice what ten do', () => {
  const text = 'the quick brown fox secret- jumps over secret-999 the lazy dog\n'.repeat(16_000);
  const cost = (secrets: number): number => {
    const mask = maskOf(...Array.from({ length: secrets }, (_, i) => `secret-${i}-${(i * 7919).toString(36)}`));
    mask.mask(text.slice(0, 100));
    // The machine's other work is measured too; the least of three is what the mask costs.
    const runs = [1, 2, 3].map(() => {
      const start = process.cpuUsage();
      expect(mask.mask(text)).toBe(text);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    });
    return Math.min(...runs);
  };
  expect(cost(1000) / cost(10)).toBeLessThan(2);
});

describe('the beginning of a secret that a text was cut off after is hidden', () => {
  /** The first digits of base64 of some bytes and the text behind them, without those that the bytes alone make. */
  const b64At = (shift: number, text: string, digits: number): string =>
    Buffer.from('#'.repeat(shift) + text)
      .toString('base64')
      .slice(shift, digits);
  const long = `Zq6c29c6d058f9'"/${'x'.repeat(40)}`;
  test.each([
    ['before three dots', `url: ${long.slice(0, 20)}... and more`, 'url: ********... and more'],
    ['before an ellipsis', `url: ${long.slice(0, 5)}…`, 'url: ********…'],
    ['at the end', `url: ${long.slice(0, 30)}`, 'url: ********'],
    ['in a URL', `http://bob:${encodeURIComponent(long).slice(0, 25)}...`, 'http://bob:********...'],
    ['in JSON', `${JSON.stringify(long).slice(1, 19)}...`, '********...'],
    ['in base64', `token: ${Buffer.from(long).toString('base64').slice(0, 21)}...`, 'token: ********...'],
    ['in base64 behind others', `token: ${b64At(1, long, 22)}…`, 'token: ********…'],
    ['in base64 at the end', `token: ${b64At(2, long, 30)}`, 'token: ********'],
    [
      'in base64 twice',
      `token: ${Buffer.from(Buffer.from(long).toString('base64')).toString('base64').slice(0, 25)}...`,
      'token: ********...',
    ],
    ['in hex', `bytes: ${Buffer.from(long).toString('hex').slice(0, 15)}...`, 'bytes: ********...'],
    [
      'in hex in groups',
      `bytes: ${Buffer.from(long)
        .toString('hex')
        .slice(0, 20)
        .replace(/..(?!$)/g, '$& ')}`,
      'bytes: ********',
    ],
  ])('%s', (_, text, expected) => {
    expect(maskOf(long).mask(text)).toBe(expected);
  });

  test.each(['url: Zq6... and more', 'it waits...', 'one Zq6c29c', 'WnE2...', '5a7136...', 'id 5a7136'])(
    '%s holds too little of it',
    (text) => {
      expect(maskOf(long).mask(text)).toBe(text);
    },
  );
});
