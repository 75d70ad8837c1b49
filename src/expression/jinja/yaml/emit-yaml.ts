import { order } from '../python/compare.ts';
import { PyDate } from '../python/date.ts';
import { DateTime } from '../python/datetime.ts';
import { dictEntries } from '../python/dict.ts';
import { PyError, refused } from '../python/py-error.ts';
import { reprFloat } from '../python/repr.ts';
import { Undefined } from '../python/undefined.ts';
import { isDict, isFloat, isList, isNumber, isTuple, toNumber, typeName } from '../python/values.ts';
import { styleOfText } from './scalar-style.ts';
import type { ScalarStyle } from './scalar-style.ts';
import { YamlWriter } from './yaml-writer.ts';
import { step } from '../python/stopwatch.ts';

export interface YamlForm {
  readonly indent: number;
  readonly width: number;
  /** `undefined`: only collections of scalars are written on one line. */
  readonly flow: boolean | undefined;
  readonly sortKeys: boolean;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
  /** The style of all scalars, instead of the simplest possible one. */
  readonly quotes: ScalarStyle | undefined;
}

type Entry = readonly [unknown, unknown];

/** Renders a value like PyYAML. */
export function emitYaml(value: unknown, form: YamlForm): string {
  const emitter = new Emitter(form);
  return emitter.document(value);
}

interface Context {
  readonly inFlow: boolean;
  readonly inMapping: boolean;
  readonly isKey?: boolean;
}

class Emitter {
  readonly #writer: YamlWriter;
  readonly #form: YamlForm;
  readonly #seen = new Set<object>();

  constructor(form: YamlForm) {
    this.#form = form;
    const indent = form.indent > 1 && form.indent < 10 ? form.indent : 2;
    this.#writer = new YamlWriter(indent, form.width > indent * 2 ? form.width : 80);
  }

  document(value: unknown): string {
    const writer = this.#writer;
    if (this.#form.explicitStart) writer.indicator('---', { space: true });
    this.#node(value, { inFlow: false, inMapping: false });
    writer.endLine();
    return this.#form.explicitEnd ? `${writer.text}...\n` : writer.text;
  }

  #node(value: unknown, context: Context): void {
    step();
    if (value instanceof Undefined) value.raise();
    if (isDict(value)) this.#mapping(value, context);
    else if (isList(value) || isTuple(value)) this.#sequence(value, context);
    else this.#scalar(value, context);
  }

  #scalar(value: unknown, { inFlow, isKey = false }: Context): void {
    const isText = typeof value === 'string';
    const text = isText ? value : plainText(value);
    const style = this.#quoted(isText ? styleOfText(value, { inFlow, isKey }) : 'plain');
    this.#writer.increase(true, false);
    // in quotes, values other than texts keep their type with a tag
    if (!isText && style !== 'plain') this.#writer.indicator('!', { space: true });
    this.#writer.scalar(text, style, !isKey);
    this.#writer.decrease();
  }

  #quoted(style: ScalarStyle): ScalarStyle {
    const { quotes = style } = this.#form;
    return style === 'double' ? style : quotes;
  }

  #once(value: object): void {
    if (this.#seen.has(value)) throw refused('YAML of a list or dict that stands in it twice is not known here');
    this.#seen.add(value);
  }

  #sequence(items: readonly unknown[], { inFlow, inMapping }: Context): void {
    if (items.length > 0) this.#once(items);
    const writer = this.#writer;
    if (inFlow || items.length === 0 || this.#isFlow(items)) {
      this.#flow('[', ']', items, (item) => this.#node(item, { inFlow: true, inMapping: false }));
      return;
    }
    writer.increase(false, inMapping && !writer.indention);
    for (const item of items) {
      writer.newLine();
      writer.indicator('-', { space: true, indention: true });
      this.#node(item, { inFlow: false, inMapping: false });
    }
    writer.decrease();
  }

  #mapping(value: Parameters<typeof dictEntries>[0], { inFlow }: Context): void {
    const entries = this.#form.sortKeys ? sorted(dictEntries(value)) : dictEntries(value);
    if (entries.length > 0) this.#once(value);
    const writer = this.#writer;
    if (inFlow || entries.length === 0 || this.#isFlow(entries.flat())) {
      this.#flow('{', '}', entries, (entry) => this.#pair(entry as Entry, true));
      return;
    }
    writer.increase(false, false);
    for (const entry of entries) {
      writer.newLine();
      this.#pair(entry, false);
    }
    writer.decrease();
  }

  #pair([key, value]: Entry, inFlow: boolean): void {
    const text = typeof key === 'string' ? key : plainText(key);
    if (text.length >= 128 || /[\n\x85\u2028\u2029]/.test(text)) {
      throw refused('YAML of a dict with a long or broken key is not known here');
    }
    this.#node(key, { inFlow, inMapping: true, isKey: true });
    this.#writer.indicator(':', {});
    this.#node(value, { inFlow, inMapping: true });
  }

  #flow(open: string, close: string, items: readonly unknown[], each: (item: unknown) => void): void {
    const writer = this.#writer;
    writer.indicator(open, { space: true, whitespace: true });
    writer.increase(true, false);
    items.forEach((item, i) => {
      if (i > 0) writer.indicator(',', {});
      if (writer.isWide) writer.newLine();
      each(item);
    });
    writer.decrease();
    writer.indicator(close, {});
  }

  #isFlow(items: readonly unknown[]): boolean {
    const { flow, quotes } = this.#form;
    return flow ?? (quotes === undefined && items.every((item) => !Array.isArray(item) && !isDict(item)));
  }
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  try {
    return entries.toSorted(([a], [b]) => order(a, b));
  } catch (error) {
    if (error instanceof PyError) return entries;
    throw error;
  }
}

function plainText(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof DateTime || value instanceof PyDate) return value.printed();
  if (!isNumber(value)) throw refused(`${typeName(value)} cannot be written as YAML`);
  if (!isFloat(value)) return String(value);
  const number = toNumber(value);
  if (Number.isNaN(number)) return '.nan';
  if (!Number.isFinite(number)) return number > 0 ? '.inf' : '-.inf';
  const text = reprFloat(number);
  return text.includes('.') ? text : text.replace('e', '.0e');
}
