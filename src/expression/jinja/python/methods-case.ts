import type { Method } from './method.ts';
import { method } from './method.ts';
import { charsOf } from './text.ts';

const LETTER = /\p{L}/u;
const UPPER = /[\p{Uppercase}\p{Lt}]/u;
const LOWER = /\p{Lowercase}/u;
const CASED = /[\p{Uppercase}\p{Lowercase}\p{Lt}]/u;
const CHEROKEE = /\p{Script=Cherokee}/u;
/** Letters whose compatibility forms (NFKC) contain characters other than letters. */
const NOT_XID =
  /[\u037a\u0e33\u0eb3\u309b\u309c\ufc5e-\ufc63\ufdfa\ufdfb\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e\uff9e\uff9f]/u;
/** Digits and numbers of Unicode outside of the categories that JavaScript supports. */
const DIGIT =
  /[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]/u;
const NUMERIC =
  /[\p{N}\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e5d\u4e8c\u4e94\u4e96\u4ebf\u4ec0\u4edf\u4ee8\u4f0d\u4f70\u5104\u5146\u5169\u516b\u516d\u5341\u5343-\u5345\u534c\u53c1-\u53c4\u56db\u58f1\u58f9\u5e7a\u5efe\u5eff\u5f0c-\u5f0e\u5f10\u62fe\u634c\u67d2\u6f06\u7396\u767e\u8086\u842c\u8cae\u8cb3\u8d30\u9621\u9646\u964c\u9678\u96f6\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd]/u;

/** The first letter in upper case, the others in lower case. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = charsOf(text);
  return titleCased(first) + lowerText(rest.join(''));
}

/** Digraphs such as \u01c4 with \u01c5, which have a title case. */
const DIGRAPHS = ['\u01c4\u01c5\u01c6', '\u01c7\u01c8\u01c9', '\u01ca\u01cb\u01cc', '\u01f1\u01f2\u01f3'];

const titleCased = (char: string): string => {
  const digraph = DIGRAPHS.find((forms) => char !== '' && forms.includes(char));
  if (digraph !== undefined) return digraph.charAt(1);
  // Georgian uses upper case only for whole words
  if (/[\u10d0-\u10ff]/.test(char)) return char;
  const upper = char.toUpperCase();
  if (/^.\u0399$/.test(upper)) return `${upper.charAt(0)}\u0345`.normalize('NFC');
  return upper.length > char.length && char !== '\u0149' ? upper.charAt(0) + upper.slice(1).toLowerCase() : upper;
};

export const lowerText = (text: string): string => text.toLowerCase();

export const upperText = (text: string): string => text.toUpperCase();

/** Each sequence of letters starts in upper case. */
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

const swapCase = (text: string): string => charsOf(text).map(swappedCase).join('');

function swappedCase(char: string): string {
  if (/\p{Uppercase}/u.test(char)) return char.toLowerCase();
  return LOWER.test(char) ? char.toUpperCase() : char;
}

const caseFolded = (text: string): string => charsOf(text).map(foldedChar).join('');

function foldedChar(char: string): string {
  if (char === '\u0131') return char;
  return CHEROKEE.test(char) ? char.toUpperCase() : char.toLowerCase().toUpperCase().toLowerCase();
}

const all =
  (pattern: RegExp) =>
  (text: string): boolean =>
    text !== '' && charsOf(text).every((char) => pattern.test(char));

const someCased = (text: string): boolean => charsOf(text).some((char) => CASED.test(char));

function isTitle(text: string): boolean {
  let inWord = false;
  for (const char of charsOf(text)) {
    const [upper, lower] = [UPPER.test(char), LOWER.test(char)];
    if ((upper && inWord) || (lower && !inWord)) return false;
    inWord = upper || lower;
  }
  return someCased(text);
}

/** The methods of str that check or change the case and kind of its characters. */
export const CASE_METHODS: readonly [string, Method][] = [
  method<string>('upper', '', upperText),
  method<string>('lower', '', lowerText),
  method<string>('casefold', '', caseFolded),
  method<string>('capitalize', '', capitalize),
  method<string>('title', '', title),
  method<string>('swapcase', '', swapCase),
  method<string>('isdigit', '', all(DIGIT)),
  method<string>('isdecimal', '', all(/\p{Nd}/u)),
  method<string>('isnumeric', '', all(NUMERIC)),
  method<string>('isalpha', '', all(LETTER)),
  method<string>('isalnum', '', all(/[\p{L}\p{N}]/u)),
  method<string>('isspace', '', all(/[\t-\r\x1c-\x20\x85\p{Z}]/u)),
  method<string>('isascii', '', (self) => /^[\0-\x7f]*$/.test(self)),
  method<string>('isidentifier', '', (self) => /^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(self) && !NOT_XID.test(self)),
  method<string>('isprintable', '', (self) => !/(?! )[\p{C}\p{Z}]/u.test(self)),
  method<string>('islower', '', (self) => someCased(self) && !UPPER.test(self)),
  method<string>('isupper', '', (self) => someCased(self) && !/[\p{Lowercase}\p{Lt}]/u.test(self)),
  method<string>('istitle', '', isTitle),
];
