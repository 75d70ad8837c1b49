import type { SourceRange } from '../diagnostic/source-range.ts';
import type { SourceText } from '../expression/compiled.ts';

/** A YAML document as a tree in which every node has a location. Aliases and merge keys (`<<`) are resolved. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: 'scalar';
  /** According to YAML 1.1: `yes` is true, `0644` is 420. */
  readonly value: string | number | bigint | boolean | null | Date | Uint8Array;
  /** The characters as written, before their conversion to a type: `0644`. */
  readonly raw: string;
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';
  /** `!vault`, `!unsafe` or undefined. A vaulted scalar's value is its decrypted text. */
  readonly tag?: 'vault' | 'unsafe' | undefined;
  readonly text: SourceText;
  readonly range: SourceRange;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly range: SourceRange;
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
  readonly range: SourceRange;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}
