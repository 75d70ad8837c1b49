/** HTML that is safe to insert into a page. Created by `html` and `trusted` only. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The values in a template: text is escaped, lists are joined, and undefined is omitted. */
export type Piece = Html | string | number | undefined | readonly Piece[];

/** A template whose texts cannot escape from their element or quoted attribute. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(strings.map((string, i) => `${i === 0 ? '' : textOf(pieces[i - 1])}${unindent(string)}`).join(''));

const unindent = (string: string): string => string.replace(/\n\s+/g, '\n');

/** Text of this program that is already HTML, or the content of a style or script. */
export const trusted = (text: string): Html => new Html(text);

function textOf(piece: Piece): string {
  if (piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(textOf).join('');
  return escapeHtml(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters, including bidirectional ones, are shown as a replacement character. */
const escapeHtml = (text: string): string =>
  text
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
