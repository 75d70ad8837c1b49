import { isDeepStrictEqual } from 'node:util';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer } from './variable-layer.ts';

/** Whether two layers are equal as written. */
export const sameVariables = (a: VariableLayer, b: VariableLayer): boolean => isDeepStrictEqual(plain(a), plain(b));

/** Whether two values are equal as written. */
export const sameValue = (a: Templated, b: Templated): boolean => isDeepStrictEqual(bare(a), bare(b));

const plain = ({ values }: VariableLayer): unknown =>
  [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, bare(value)]);

function bare(value: Templated): unknown {
  switch (value.kind) {
    case 'literal':
      return { literal: value.value };
    case 'template':
      return { template: value.template.source.text };
    case 'sequence':
      return value.items.map(bare);
    case 'mapping':
      return value.entries.map((entry) => [entry.key, bare(entry.value)]);
  }
}
