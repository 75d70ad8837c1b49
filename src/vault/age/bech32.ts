const DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_DIGITS = 6;

/** Bytes as Bech32 (BIP 173), in lower case; age keys may be longer than the 90 characters of BIP 173. */
export function renderBech32(prefix: string, bytes: Buffer): string {
  const digits = regroup([...bytes], { from: 8, to: 5, pad: true });
  const checked = polymod([...expand(prefix), ...digits, ...Array<number>(CHECKSUM_DIGITS).fill(0)]) ^ 1;
  const checksum = Array.from({ length: CHECKSUM_DIGITS }, (_, i) => (checked >> (5 * (CHECKSUM_DIGITS - 1 - i))) & 31);
  return `${prefix}1${[...digits, ...checksum].map((digit) => DIGITS.charAt(digit)).join('')}`;
}

/** The bytes of a Bech32 text with this prefix, in one case; undefined if the text is invalid. */
export function parseBech32(text: string, prefix: string): Buffer | undefined {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return undefined;
  const lower = text.toLowerCase();
  const digits = Array.from(lower.slice(prefix.length + 1), (character) => DIGITS.indexOf(character));
  if (!lower.startsWith(`${prefix}1`) || digits.includes(-1)) return undefined;
  if (polymod([...expand(prefix), ...digits]) !== 1) return undefined;
  const groups = digits.slice(0, -CHECKSUM_DIGITS);
  const bytes = Buffer.from(regroup(groups, { from: 5, to: 8, pad: false }));
  return renderBech32(prefix, bytes) === lower ? bytes : undefined;
}

function polymod(values: readonly number[]): number {
  let checksum = 1;
  for (const value of values) {
    const top = checksum >>> 25;
    checksum = ((checksum & 0x1ffffff) << 5) ^ value;
    for (const [bit, word] of GENERATOR.entries()) if ((top >> bit) & 1) checksum ^= word;
  }
  return checksum >>> 0;
}

const expand = (prefix: string): number[] => {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
};

interface Widths {
  readonly from: number;
  readonly to: number;
  readonly pad: boolean;
}

/** Converts bits to groups of another width. */
function regroup(values: readonly number[], { from, to, pad }: Widths): number[] {
  const groups: number[] = [];
  let [held, bits] = [0, 0];
  for (const value of values) {
    held = ((held << from) | value) & 0xfff;
    bits += from;
    for (; bits >= to; bits -= to) groups.push((held >> (bits - to)) & ((1 << to) - 1));
  }
  if (pad && bits > 0) groups.push((held << (to - bits)) & ((1 << to) - 1));
  return groups;
}
