import type { Templated } from './compiled.ts';

/** Whether an expression of Jinja inside what was written has given a text. `value`: what it was rendered to. */
export function holdsMade(written: Templated, value: unknown, text: string): boolean {
  switch (written.kind) {
    case 'literal':
      return false;
    case 'template':
      return value === text && written.template.dialect === 'jinja';
    case 'sequence':
      return Array.isArray(value) && written.items.some((item, i) => holdsMade(item, value[i], text));
    case 'mapping':
      return (
        isRecord(value) && written.entries.some(({ key, value: inner }) => holdsMade(inner, ownOf(value, key), text))
      );
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const ownOf = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;
