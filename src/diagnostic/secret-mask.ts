import { EncodedText } from './encoded-text.ts';
import { EscapedIndex } from './escaped-index.ts';
import { FormIndex } from './form-index.ts';
import { mergeRanges, type Range, RangeList } from './range-list.ts';
import { listDigests } from './secret-digests.ts';
import { interpretEscapes, listBase64Forms, listHexForms, listPieces } from './secret-forms.ts';

const MASK = '********';

/**
 * What crypt(3) makes of a password, htpasswd's and MySQL's kinds too: enough to try passwords on, so it is hidden whoever's it is.
 */
const CRYPT = /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2\w*|A)\$[^\s:'",;<>\\]{8,}/g;

/** How many digits of a beginning are looked for, as many as four bytes need. */
const DIGITS_OF_CUT = { base64: 6, hex: 8 };

/**
 * Hides secrets in text. Every occurrence of a secret, of its lines (`listPieces`) and of the passwords in its URLs, however escaped, of the secret in base64 or hex
 * (broken into lines or groups too), and of its digests becomes eight asterisks, overlapping and touching ones together, so that no
 * part of either is left and lengths are not told. So does the beginning of any of these that a text was cut off after, and what
 * crypt(3) makes of any password. Values shorter than 4
 * characters are not looked for in text: who prints a field that may hold one masks the field.
 */
export class SecretMask {
  readonly #values = new Set<string>();
  readonly #spared = new Set<string>();
  /** Those of `#values` that are not in the indexes yet. Cleared by `mask`. */
  #pending: string[] = [];
  readonly #plain = new EscapedIndex();
  readonly #base64 = new FormIndex(DIGITS_OF_CUT.base64);
  readonly #hex = new FormIndex(DIGITS_OF_CUT.hex);

  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    this.#pending.push(value);
    for (const password of passwordsIn(value)) this.add(password);
  }

  /** Names that everyone may read, such as those of the hosts: no secret, even where a secret is equal. To be told before anything is masked. */
  spare(names: Iterable<string>): void {
    for (const name of names) this.#spared.add(name);
  }

  mask(text: string): string {
    this.#index();
    let masked = '';
    let copied = 0;
    for (const [start, end] of this.#find(text)) {
      masked += text.slice(copied, start) + MASK;
      copied = end;
    }
    return masked + text.slice(copied);
  }

  #index(): void {
    const values = this.#pending.filter((value) => !this.#spared.has(value));
    this.#pending = [];
    for (const value of values) {
      for (const piece of listPieces(value)) this.#plain.add(piece);
      for (const piece of listPieces(interpretEscapes(value) ?? '')) this.#plain.add(piece);
      for (const form of listBase64Forms(value)) this.#base64.add(form);
      for (const form of listHexForms(value)) this.#hex.add(form);
      for (const { base64, hex } of listDigests(value)) {
        this.#base64.add({ text: base64 });
        this.#hex.add({ text: hex });
      }
    }
  }

  #find(text: string): RangeList {
    const found = new RangeList();
    if (text.includes('$')) for (const match of text.matchAll(CRYPT)) found.add(...rangeOf(match));
    if (this.#plain.isEmpty) return found;
    const plain = new RangeList();
    this.#plain.find(text, plain);
    const base64 = EncodedText.base64(text);
    return mergeRanges([
      found,
      plain,
      base64.toRanges(this.#base64.find(base64)),
      ...EncodedText.hex(text).map((hex) => hex.toRanges(this.#hex.find(hex))),
    ]);
  }
}

/** The passwords of the addresses in a text, which programs take out of it: as they are written, and decoded. One that is the user's name is none. */
function passwordsIn(text: string): string[] {
  return [...text.matchAll(LOGIN)].flatMap(([, user, password = '']) =>
    user === password ? [] : [password, decoded(password)],
  );
}

const LOGIN = /:\/\/([^\s/?#@:]*):([^\s/?#]+)@/g;

const decoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));

const rangeOf = (match: RegExpExecArray): Range => [match.index, match.index + match[0].length];
