import { SCALAR_STYLE } from 'js-yaml';
import type { ScalarEvent, ScalarStyle } from 'js-yaml';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { SourceText } from '../expression/compiled.ts';
import { scalarOffsets } from './scalar-offsets.ts';
import type { YamlScalar } from './node.ts';

const STYLES: Record<ScalarStyle, YamlScalar['style']> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single-quoted',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double-quoted',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** A scalar from parser events. The mapping from its text to the file is computed on demand. */
export class ReadScalar implements YamlScalar {
  readonly kind = 'scalar';
  readonly value: YamlScalar['value'];
  readonly raw: string;
  readonly style: YamlScalar['style'];
  readonly tag: YamlScalar['tag'];
  readonly range: SourceRange;
  readonly #event: ScalarEvent;

  constructor(fields: Pick<YamlScalar, 'value' | 'raw' | 'tag' | 'range'>, event: ScalarEvent) {
    this.value = fields.value;
    this.raw = fields.raw;
    this.tag = fields.tag;
    this.range = fields.range;
    this.style = STYLES[event.style];
    this.#event = event;
  }

  get text(): SourceText {
    const { raw: text, range } = this;
    let offsets: readonly number[] | undefined;
    const toSource = (offset: number): number => {
      if (this.tag === 'vault' || this.#event.valueStart < 0) return range.start;
      if (this.#event.fast) return this.#event.valueStart + offset;
      offsets ??= scalarOffsets(range.source.text, this.#event, text);
      return offsets[Math.min(Math.max(offset, 0), offsets.length - 1)] ?? range.start;
    };
    return { text, range, toSource };
  }
}
