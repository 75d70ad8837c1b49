import type { SecretForm } from './secret-forms.ts';

/** Where something stands in a text. */
export type Range = readonly [start: number, end: number];

/** Shorter texts are not looked for. */
export const KEY_LENGTH = 4;
const HASHES = 1 << 16;

/** Finds forms of secrets in text. The cost grows with the text, hardly with the number of forms. */
export class FormIndex {
  readonly #forms = new Map<string, SecretForm[]>();
  /** By the first characters of a form, the lengths of those that begin so: one look-up for each, however many share them. */
  readonly #lengths = new Map<string, Set<number>>();
  /** By their first characters, for beginnings that something was cut off after. */
  readonly #begun = new Map<string, SecretForm[]>();
  /** By `hashAt`, whether a form may begin so: most places of a text are passed over by one look. */
  readonly #beginnings = new Uint8Array(HASHES);

  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }

  add(form: SecretForm): void {
    if (form.text.length < KEY_LENGTH) return;
    upsert(this.#forms, form.text, () => []).push(form);
    this.#beginnings[hashAt(form.text, 0)] = 1;
    const key = form.text.slice(0, KEY_LENGTH);
    upsert(this.#lengths, key, () => new Set()).add(form.text.length);
    upsert(this.#begun, key, () => []).push(form);
  }

  /** The beginnings of forms, of so many characters at least, that a text was cut off after: it ends there, or goes on with `...`. */
  findCut(text: string, least = KEY_LENGTH): Range[] {
    if (this.isEmpty) return [];
    return cutsIn(text, least).flatMap(({ end, least }) => {
      const range = this.#beginningBefore(text, end, least);
      return range ? [range] : [];
    });
  }

  #beginningBefore(text: string, end: number, least: number): Range | undefined {
    for (let at = Math.max(0, end - LONGEST_BEGINNING); at <= end - least; at++) {
      if (this.#beginnings[hashAt(text, at)] === 0) continue;
      const rest = text.slice(at, end);
      const begun = this.#begun.get(rest.slice(0, KEY_LENGTH)) ?? [];
      const form = begun.find(({ text: form }) => form.length > rest.length && form.startsWith(rest));
      if (form) return fitForm(text, at, { ...form, text: rest, after: undefined });
    }
    return undefined;
  }

  find(text: string): Range[] {
    const found: Range[] = [];
    if (this.isEmpty) return found;
    for (let at = 0; at <= text.length - KEY_LENGTH; at++) {
      if (this.#beginnings[hashAt(text, at)] === 0) continue;
      for (const length of this.#lengths.get(text.slice(at, at + KEY_LENGTH)) ?? []) {
        for (const form of this.#forms.get(text.slice(at, at + length)) ?? []) {
          const range = fitForm(text, at, form);
          if (range) found.push(range);
        }
      }
    }
    return found;
  }
}

/** What is cut for people is shorter. */
export const LONGEST_BEGINNING = 512;
/** A text that simply ends may end with a word that a secret begins with. */
const LEAST_AT_END = 8;

/** Where a text may have been cut off: its end, and before dots; with how many characters of a beginning at least are taken for one. */
export function cutsIn(text: string, least: number): { readonly end: number; readonly least: number }[] {
  const marked = [...text.matchAll(/\u2026|\.{3}/g)].map(({ index }) => ({ end: index, least }));
  return [...marked, { end: text.length, least: Math.max(least, LEAST_AT_END) }];
}

/** Of the first characters from `at` on; less than 65536. */
export function hashAt(text: string, at: number, length = KEY_LENGTH): number {
  let hash = 0;
  for (let index = 0; index < length; index++) hash = (hash * 37 + text.charCodeAt(at + index)) & (HASHES - 1);
  return hash;
}

function upsert<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

function fitForm(text: string, at: number, { text: form, before, after }: SecretForm): Range | undefined {
  const end = at + form.length;
  if (before !== undefined && (at === 0 || !before.includes(text.charAt(at - 1)))) return undefined;
  if (after !== undefined && (end === text.length || !after.includes(text.charAt(end)))) return undefined;
  return [before === undefined ? at : at - 1, after === undefined ? end : end + 1];
}
