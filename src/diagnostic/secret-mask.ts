import { listSecretForms, type SecretForm } from './secret-forms.ts';

const MASK = '********';
const KEY_LENGTH = 4;

/**
 * Hides secrets in text. Every occurrence of a form listed by `listSecretForms` becomes eight asterisks, overlapping
 * and touching ones together, so that no part of either is left and lengths are not told. Values shorter than 4
 * characters are not looked for in text: who prints a field that may hold one masks the field. The cost grows with
 * the text, hardly with the number of secrets.
 */
export class SecretMask {
  readonly #values = new Set<string>();
  readonly #forms = new Map<string, SecretForm[]>();
  /**
   * By the first characters of a form, the lengths of those that begin so: one look-up for each, however many share
   * them.
   */
  readonly #lengths = new Map<string, Set<number>>();

  add(value: string): void {
    if (this.#values.has(value)) return;
    this.#values.add(value);
    for (const form of listSecretForms(value)) this.#index(form);
  }

  mask(text: string): string {
    if (this.#forms.size === 0) return text;
    let masked = '';
    let copied = 0;
    for (const [start, end] of mergeRanges(this.#find(text))) {
      masked += text.slice(copied, start) + MASK;
      copied = end;
    }
    return masked + text.slice(copied);
  }

  #index(form: SecretForm): void {
    upsert(this.#forms, form.text, () => []).push(form);
    upsert(this.#lengths, form.text.slice(0, KEY_LENGTH), () => new Set()).add(form.text.length);
  }

  #find(text: string): Range[] {
    const found: Range[] = [];
    for (let at = 0; at <= text.length - KEY_LENGTH; at++) {
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

function upsert<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

type Range = readonly [start: number, end: number];

function fitForm(text: string, at: number, { text: form, before, after }: SecretForm): Range | undefined {
  const end = at + form.length;
  if (before !== undefined && (at === 0 || !before.includes(text.charAt(at - 1)))) return undefined;
  if (after !== undefined && (end === text.length || !after.includes(text.charAt(end)))) return undefined;
  return [before === undefined ? at : at - 1, after === undefined ? end : end + 1];
}

function mergeRanges(ranges: Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
