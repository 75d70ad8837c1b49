const SURROGATE = /[\ud800-\udfff]/;

/** Whether the text contains characters of more than one UTF-16 unit. */
const isWide = (text: string): boolean => SURROGATE.test(text);

export const textLength = (text: string): number => (isWide(text) ? [...text].length : text.length);

/** The text's characters. */
export const charsOf = (text: string): string[] => (isWide(text) ? [...text] : text.split(''));

/** Compares two texts by code points. */
export function compareTexts(a: string, b: string): number {
  if (!isWide(a) && !isWide(b)) return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Python's whitespace, as a class of a regular expression. */
export const BLANK = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;

const LEADING = new RegExp(`^[${BLANK}]+`);
const BLANK_CHARACTER = new RegExp(`[${BLANK}]`);

export const stripLeft = (text: string): string => text.replace(LEADING, '');
export const stripRight = (text: string): string => cutEnd(text, BLANK_CHARACTER);
export const strip = (text: string): string => stripRight(stripLeft(text));

/** Removes trailing characters that match. A search for `+$` would take quadratic time. */
export function cutEnd(text: string, character: RegExp): string {
  let end = text.length;
  while (end > 0 && character.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Splits a text into lines at all line breaks of Python. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g)) {
    lines.push(text.slice(at, keepEnds ? index + found.length : index));
    at = index + found.length;
  }
  return at < text.length ? [...lines, text.slice(at)] : lines;
}
