import { expect, test } from '@jest/globals';
import { isVaultText, parseVaultEnvelope } from '../../src/vault/envelope.ts';
import { readFixture } from './fixtures.ts';

const GOOD = readFixture('multi-line-1.1.vault').toString();
const LABELLED = readFixture('multi-line-1.2.vault').toString();
const BODY = GOOD.slice(GOOD.indexOf('\n') + 1);

const hex = (text: string): string => Buffer.from(text).toString('hex');

test.each([
  ['plain YAML', 'a: 1\n', 'not-a-vault'],
  ['nothing', '', 'not-a-vault'],
  ['another version', GOOD.replace(';1.1;', ';1.3;'), 'unknown-version'],
  ['the retired version', GOOD.replace(';1.1;', ';1.0;'), 'unknown-version'],
  ['another cipher', GOOD.replace('AES256', 'AES512'), 'unknown-cipher'],
  ['no version', `$ANSIBLE_VAULT\n${BODY}`, 'damaged'],
  ['no cipher', `$ANSIBLE_VAULT;1.1\n${BODY}`, 'damaged'],
  ['version 1.1 with a label', LABELLED.replace(';1.2;', ';1.1;'), 'damaged'],
  ['version 1.2 without a label', GOOD.replace(';1.1;', ';1.2;'), 'damaged'],
  ['version 1.2 with two labels', LABELLED.replace(';prod', ';prod;dev'), 'damaged'],
  ['no body', '$ANSIBLE_VAULT;1.1;AES256\n', 'damaged'],
  ['a digit that is none', GOOD.replace(/3/, 'g'), 'damaged'],
  ['a digit too few', GOOD.trimEnd().slice(0, -1), 'damaged'],
  ['two parts', `$ANSIBLE_VAULT;1.1;AES256\n${hex('00\n00')}`, 'damaged'],
  ['a short code', `$ANSIBLE_VAULT;1.1;AES256\n${hex(`00\n00\n${'00'.repeat(16)}`)}`, 'damaged'],
  ['no salt', `$ANSIBLE_VAULT;1.1;AES256\n${hex(`\n${'00'.repeat(32)}\n${'00'.repeat(16)}`)}`, 'damaged'],
  ['part of a block', `$ANSIBLE_VAULT;1.1;AES256\n${hex(`00\n${'00'.repeat(32)}\n${'00'.repeat(15)}`)}`, 'damaged'],
])('%s is refused', (_, text, code) => {
  expect(() => parseVaultEnvelope(text)).toThrow(expect.objectContaining({ name: 'VaultError', code }));
});

test.each([
  ['Windows line ends', GOOD.replaceAll('\n', '\r\n')],
  ['indented lines', GOOD.replaceAll('\n', '\n      ')],
  ['no final newline', GOOD.trimEnd()],
  ['upper case', GOOD.replace(BODY, BODY.toUpperCase())],
])('%s do no harm', (_, text) => {
  expect(parseVaultEnvelope(text)).toEqual(parseVaultEnvelope(GOOD));
});

test('a vault is known by its first line', () => {
  expect(isVaultText(GOOD)).toBe(true);
  expect(isVaultText(Buffer.from(GOOD))).toBe(true);
  expect(isVaultText(`# ${GOOD}`)).toBe(false);
  expect(isVaultText(Buffer.from('$ANSI'))).toBe(false);
});
