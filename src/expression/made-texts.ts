import type { Templated } from './compiled.ts';

/** The texts that Jinja expressions within a value have produced. `value`: the rendered value. */
export function madeTexts(written: Templated, value: unknown): readonly string[] {
  switch (written.kind) {
    case 'literal':
      return [];
    case 'template':
      return typeof value === 'string' && written.template.dialect === 'jinja' ? [value] : [];
    case 'sequence':
      return Array.isArray(value) ? written.items.flatMap((item, i) => madeTexts(item, value[i])) : [];
    case 'mapping':
      return isRecord(value)
        ? written.entries.flatMap(({ key, value: inner }) => madeTexts(inner, ownOf(value, key)))
        : [];
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const ownOf = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;
