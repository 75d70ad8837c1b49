import { keyText } from './mapping.ts';
import type { YamlNode, YamlScalar } from './node.ts';

/** Converts a node to plain data. Dates are kept as written, bytes become text, integers beyond the range of a number become bigints. */
export function toPlain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return scalarData(node);
    case 'sequence':
      return node.items.map(toPlain);
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [keyText(key), toPlain(value)]));
  }
}

/** A scalar's value in expressions. */
export function scalarData({ value, raw }: YamlScalar): string | number | bigint | boolean | null {
  if (value instanceof Date) return raw;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return value;
}
