import type { Palette } from './palette.ts';
import type { Symbols } from './symbols.ts';

/** How text is written for people. */
export interface Style {
  readonly palette: Palette;
  readonly symbols: Symbols;
}
