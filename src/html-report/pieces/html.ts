/** HTML that is safe to put into a page as it is. Made by `html` and `trusted` alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: text is escaped, lists are joined, and undefined is nothing. */
export type Piece = Html | string | number | undefined | readonly Piece[];

/** A template whose texts cannot leave the element or the quoted attribute that they stand in. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(strings.map((string, i) => `${i === 0 ? '' : textOf(pieces[i - 1])}${unindent(string)}`).join(''));

const unindent = (string: string): string => string.replace(/\n\s+/g, '\n');

/** Text of this program that is HTML, or the content of a style or script, already. */
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

/** Controls and what turns the direction of text are shown as a replacement character. */
const escapeHtml = (text: string): string =>
  text
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
