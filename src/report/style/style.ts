import type { Palette } from './palette.ts';
import type { Symbols } from './symbols.ts';

/** The style of text for people. */
export interface Style {
  readonly palette: Palette;
  readonly symbols: Symbols;
}
