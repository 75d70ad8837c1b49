import { stripVTControlCharacters } from 'node:util';

/**
 * Text from a host that is safe to show: without terminal sequences, control characters except newline and tab,
 * bidirectional control characters, and unpaired surrogates. A carriage return ends a line.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text;
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, (character) =>
      /[\n\t]/.test(character) ? character : '',
    )
    .replace(/\p{Cs}/gu, '\ufffd');
}

/** The fast path for most texts. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;
