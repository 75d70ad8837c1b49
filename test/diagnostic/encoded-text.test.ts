import { expect, test } from '@jest/globals';
import { SPACES_BEYOND_ASCII } from '../../src/diagnostic/encoded-text.ts';

test('the spaces beyond ASCII are those of regular expressions', () => {
  const units = Array.from({ length: 0x1_0000 - 0x80 }, (_, index) => String.fromCharCode(0x80 + index));
  expect(units.filter((sign) => /\s/.test(sign)).join('')).toBe(SPACES_BEYOND_ASCII);
});
