import { DOT, ELLIPSIS, type EncodedText } from './encoded-text.ts';
import { RangeList } from './range-list.ts';
import type { SecretForm } from './secret-forms.ts';
import { type Branch, SortedTexts } from './sorted-texts.ts';
import { LEAST_AT_END } from './text-cuts.ts';

/** Shorter forms are not looked for. */
const KEY_LENGTH = 4;
/** Of a digit of ASCII. */
const KEY_BITS = 7;
const KEY_MASK = 2 ** (KEY_BITS * KEY_LENGTH) - 1;
const HASHES = 2 ** 17;

interface Sorted {
  readonly texts: SortedTexts;
  /** By the first digits of forms. */
  readonly branches: ReadonlyMap<number, Branch>;
  /** By `hashOf` these digits, whether forms begin so: most places of a text are passed over by one look. */
  readonly beginnings: Uint8Array;
}

/** Finds forms of secrets among the digits of an encoding. The cost grows with the text, hardly with the number of forms. */
export class FormIndex {
  readonly #forms = new Map<string, SecretForm[]>();
  /** How many digits of a form that something was cut off after are looked for. */
  readonly #leastOfCut: number;
  /** Undefined after `add`, until the next search. */
  #sorted: Sorted | undefined;

  constructor(leastOfCut: number) {
    this.#leastOfCut = leastOfCut;
  }

  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }

  add(form: SecretForm): void {
    if (form.text.length < KEY_LENGTH) return;
    const same = this.#forms.get(form.text);
    if (same) same.push(form);
    else this.#forms.set(form.text, [form]);
    this.#sorted = undefined;
  }

  /** Where forms stand, and the beginnings of forms that the text was cut off after: it ends there, or goes on with `...`. */
  find(text: EncodedText): RangeList {
    const found = new RangeList();
    if (this.isEmpty) return found;
    const { texts, branches, beginnings } = (this.#sorted ??= sort(this.#forms.keys()));
    let key = 0;
    for (let end = 1; end <= text.length; end++) {
      key = ((key << KEY_BITS) | (text.codes[end - 1] ?? 0)) & KEY_MASK;
      if (beginnings[hashOf(key)] === 0) continue;
      const branch = branches.get(key);
      if (branch && end >= KEY_LENGTH) this.#read(text, end, branch, texts, found);
    }
    return found;
  }

  /** Notes what begins `KEY_LENGTH` digits before `from`. */
  #read(text: EncodedText, from: number, first: Branch, texts: SortedTexts, found: RangeList): void {
    const start = from - KEY_LENGTH;
    let branch: Branch | undefined = first;
    for (let at = from; branch; at++) {
      if (texts.isEnd(branch)) this.#note(text, start, texts.texts[branch.low] ?? '', found);
      const longer = texts.longer(branch);
      if (!longer) return;
      const next: Branch | undefined = at < text.length ? texts.step(longer, text.codes[at] ?? 0) : undefined;
      if (!next && isCutAt(text, at) && at - start >= this.#leastOfCutAt(text, at))
        this.#noteCut(text, start, at, longer, texts, found);
      branch = next;
    }
  }

  #leastOfCutAt(text: EncodedText, at: number): number {
    return at === text.length ? Math.max(this.#leastOfCut, LEAST_AT_END) : this.#leastOfCut;
  }

  #note(text: EncodedText, start: number, form: string, found: RangeList): void {
    const end = start + form.length;
    for (const { before, after } of this.#forms.get(form) ?? []) {
      if (!isOneOf(text, start - 1, before) || !isOneOf(text, end, after)) continue;
      found.add(before === undefined ? start : start - 1, after === undefined ? end : end + 1);
    }
  }

  #noteCut(
    text: EncodedText,
    start: number,
    end: number,
    { low, high }: Branch,
    texts: SortedTexts,
    found: RangeList,
  ): void {
    for (let index = low; index < high; index++) {
      for (const { before } of this.#forms.get(texts.texts[index] ?? '') ?? []) {
        if (!isOneOf(text, start - 1, before)) continue;
        found.add(before === undefined ? start : start - 1, end);
        if (before !== undefined) return;
      }
    }
  }
}

function isOneOf({ codes, length }: EncodedText, at: number, digits: string | undefined): boolean {
  if (digits === undefined) return true;
  return at >= 0 && at < length && digits.includes(String.fromCharCode(codes[at] ?? 0));
}

function isCutAt({ codes, length }: EncodedText, at: number): boolean {
  if (at === length || codes[at] === ELLIPSIS) return true;
  return at + 2 < length && codes[at] === DOT && codes[at + 1] === DOT && codes[at + 2] === DOT;
}

const hashOf = (key: number): number => (key ^ (key >>> 11)) & (HASHES - 1);

function sort(forms: Iterable<string>): Sorted {
  const texts = new SortedTexts(forms);
  const branches = new Map<number, Branch>();
  const beginnings = new Uint8Array(HASHES);
  for (const text of texts.texts) {
    const key = keyOf(text);
    if (branches.has(key)) continue;
    beginnings[hashOf(key)] = 1;
    branches.set(key, branchOf(texts, text));
  }
  return { texts, branches, beginnings };
}

function keyOf(text: string): number {
  let key = 0;
  for (let i = 0; i < KEY_LENGTH; i++) key = (key << KEY_BITS) | text.charCodeAt(i);
  return key;
}

function branchOf(texts: SortedTexts, text: string): Branch {
  let branch: Branch | undefined = texts.root;
  for (let i = 0; branch && i < KEY_LENGTH; i++) branch = texts.step(branch, text.charCodeAt(i));
  if (!branch) throw new Error('a text is not among the sorted ones');
  return branch;
}
