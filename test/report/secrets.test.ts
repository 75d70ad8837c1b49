import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { SecretMask } from '../../src/diagnostic/secret-mask.ts';
import { Capture, replay } from './capture.ts';
import { everyEvent } from './every-event.ts';
import { scratchPath } from './scratch.ts';

const SECRET = 's3cr3t "pass" <word>';
const KEY = '-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----';

/** Each piece alone gives the secret away, however the format escapes the rest. */
const GIVEAWAYS = /s3cr3t|<word>|&#60;word|MIIEvQ|czNjcjN0|t0k3n/;

async function writeAll(text: string): Promise<string> {
  const mask = new SecretMask();
  for (const secret of [SECRET, KEY, CONTROLLED]) mask.add(secret);
  const [eventsFile, junitFile] = [scratchPath('events'), scratchPath('junit')];
  const options = { verbosity: 2, withDiff: true, mask: (plain: string) => mask.mask(plain), eventsFile, junitFile };
  const terminal = { isTTY: true, columns: 60, rows: 20 };
  const outputs = [
    await replay(everyEvent(text), options),
    await replay(everyEvent(text), { ...options, format: 'json' }),
    await replay(everyEvent(text), { ...options, format: 'tree', stdout: Object.assign(new Capture(), terminal) }),
  ];
  const written = outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]);
  return [...written, readFileSync(eventsFile, 'utf8'), readFileSync(junitFile, 'utf8')].join('\n');
}

/** A secret with control characters in it. */
const CONTROLLED = 'tok\x1b[31men\0t0k3n-part\x07two';

test.each([
  ['as it is', SECRET],
  ['with control characters in it', CONTROLLED],
  ['of several lines', `key: ${KEY}`],
  ['in base64', Buffer.from(SECRET).toString('base64')],
  ['broken up by a terminal sequence', 's3c\x1b[1mr3t "pa\x07ss" <word>'],
])('a secret %s is in no output', async (_, text) => {
  expect(await writeAll('harmless')).toContain('harmless');
  expect(GIVEAWAYS.test(text)).toBe(true);
  const written = await writeAll(text);
  expect(written).toContain('********');
  expect(written).not.toMatch(GIVEAWAYS);
});
