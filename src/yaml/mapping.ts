import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { positionAt } from '../diagnostic/source-range.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from './node.ts';
import { MERGE_TAG, resolvePlain } from './resolve.ts';

/** Collects a mapping's entries: the last of equal keys applies, and explicit entries override those that `<<` merges. */
export class MappingBuilder {
  readonly #diagnostics: DiagnosticList;
  readonly #own = new Map<string, YamlEntry>();
  /** Undefined for most mappings, which merge nothing. */
  #merged: Map<string, YamlEntry> | undefined;

  constructor(diagnostics: DiagnosticList) {
    this.#diagnostics = diagnostics;
  }

  add(key: YamlNode, value: YamlNode): void {
    if (key.kind !== 'scalar') this.#reportKey(key);
    else if (isMergeKey(key)) this.#merge(value);
    else this.#set(key, value);
  }

  entries(): YamlEntry[] {
    if (!this.#merged) return [...this.#own.values()];
    const inherited = [...this.#merged].filter(([name]) => !this.#own.has(name)).map(([, entry]) => entry);
    return [...inherited, ...this.#own.values()];
  }

  #set(key: YamlScalar, value: YamlNode): void {
    const name = keyText(key);
    const first = this.#own.get(name);
    if (first) this.#reportDuplicate(name, first.key, key);
    this.#own.set(name, { key, value });
  }

  #merge(value: YamlNode): void {
    const sources = value.kind === 'sequence' ? value.items : [value];
    for (const source of sources) {
      if (source.kind === 'mapping') this.#inherit(source);
      else
        this.#diagnostics.error({
          code: 'wrong-type',
          summary: 'What << merges must be a mapping, or a list of mappings',
          suggestion:
            'Write an alias of a mapping, such as `<<: *defaults`, where `defaults: &defaults { ... }` stands above.',
          range: source.range,
        });
    }
  }

  #inherit(source: YamlMapping): void {
    const merged = (this.#merged ??= new Map<string, YamlEntry>());
    for (const entry of source.entries) {
      const name = keyText(entry.key);
      if (!merged.has(name)) merged.set(name, entry);
    }
  }

  #reportDuplicate(name: string, first: YamlScalar, again: YamlScalar): void {
    const { line } = positionAt(first.range.source, first.range.start);
    this.#diagnostics.error({
      code: 'duplicate-key',
      summary: `The key ${name} is given twice in one mapping`,
      detail: `It is first given in line ${line}.`,
      suggestion: `Remove \`${name}\` here or in line ${line}.`,
      range: again.range,
    });
  }

  #reportKey(key: YamlNode): void {
    const name = key.kind === 'mapping' && key.entries.length === 1 ? key.entries[0]?.key.raw : undefined;
    // the form of an unquoted `{{ name }}`: a mapping whose key is a mapping
    if (name !== undefined && isWithinBraces(key)) {
      this.#diagnostics.error({
        code: 'jinja-syntax',
        summary: 'An expression in braces must stand in quotes',
        suggestion: `Write \`"{{ ${name} }}"\`.`,
        range: key.range,
      });
      return;
    }
    this.#diagnostics.error({
      code: 'wrong-type',
      summary: 'A key must be a plain name',
      suggestion: 'Write a name, such as `name: value`; if the braces are an expression, put it in quotes.',
      range: key.range,
    });
  }
}

/** A mapping key as text: the name as written, a number in decimal. */
export function keyText(key: YamlScalar): string {
  return typeof key.value === 'number' || typeof key.value === 'bigint' ? String(key.value) : key.raw;
}

function isMergeKey(key: YamlScalar): boolean {
  return key.raw === '<<' && key.style === 'plain' && resolvePlain(key.raw).tag === MERGE_TAG;
}

function isWithinBraces(key: YamlNode): boolean {
  return (
    /\{\s*$/.test(key.range.source.text.slice(0, key.range.start)) && key.range.source.text[key.range.start] === '{'
  );
}
