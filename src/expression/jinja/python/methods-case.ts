import type { Method } from './method.ts';
import { method } from './method.ts';
import { charsOf } from './text.ts';

const LETTER = /\p{L}/u;
const CASED = /[\p{Lu}\p{Ll}\p{Lt}]/u;

/** The first letter in capitals, the others small. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = charsOf(text);
  return titleCased(first) + lowerText(rest.join(''));
}

const titleCased = (char: string): string => {
  const upper = char.toUpperCase();
  return upper.length > char.length ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
};

export const lowerText = (text: string): string => text.toLowerCase();

export const upperText = (text: string): string => text.toUpperCase();

/** Each run of letters begins with a capital. */
function title(text: string): string {
  let inWord = false;
  return charsOf(text)
    .map((char) => {
      const made = inWord ? char.toLowerCase() : titleCased(char);
      inWord = CASED.test(char);
      return made;
    })
    .join('');
}

const swapCase = (text: string): string =>
  charsOf(text)
    .map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))
    .join('');

const all =
  (pattern: RegExp) =>
  (text: string): boolean =>
    text !== '' && charsOf(text).every((char) => pattern.test(char));

const someCased = (text: string): boolean => charsOf(text).some((char) => CASED.test(char));

function isTitle(text: string): boolean {
  let inWord = false;
  for (const char of charsOf(text)) {
    const [upper, lower] = [/[\p{Lu}\p{Lt}]/u.test(char), /\p{Ll}/u.test(char)];
    if ((upper && inWord) || (lower && !inWord)) return false;
    inWord = upper || lower;
  }
  return someCased(text);
}

/** The methods of str that look at, or change, the kinds of its characters. */
export const CASE_METHODS: readonly [string, Method][] = [
  method<string>('upper', '', upperText),
  method<string>('lower', '', lowerText),
  method<string>('casefold', '', (self) => self.toLowerCase().replaceAll('\u00df', 'ss')),
  method<string>('capitalize', '', capitalize),
  method<string>('title', '', title),
  method<string>('swapcase', '', swapCase),
  method<string>('isdigit', '', all(/[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]/u)),
  method<string>('isdecimal', '', all(/\p{Nd}/u)),
  method<string>('isnumeric', '', all(/\p{N}/u)),
  method<string>('isalpha', '', all(LETTER)),
  method<string>('isalnum', '', all(/[\p{L}\p{N}]/u)),
  method<string>('isspace', '', all(/[\t-\r\x1c-\x20\x85\p{Z}]/u)),
  method<string>('isascii', '', (self) => /^[\0-\x7f]*$/.test(self)),
  method<string>('isidentifier', '', (self) => /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(self)),
  method<string>('isprintable', '', (self) => !/(?! )[\p{C}\p{Z}]/u.test(self)),
  method<string>('islower', '', (self) => someCased(self) && !/[\p{Lu}\p{Lt}]/u.test(self)),
  method<string>('isupper', '', (self) => someCased(self) && !/[\p{Ll}\p{Lt}]/u.test(self)),
  method<string>('istitle', '', isTitle),
];
