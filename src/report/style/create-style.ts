import type { Environment, OutputStream } from '../output-stream.ts';
import { createPalette, wantsColour } from './palette.ts';
import type { Style } from './style.ts';
import { createSymbols } from './symbols.ts';

/** The style for a stream. */
export function createStyle(stream: OutputStream, env: Environment): Style {
  return { palette: createPalette(wantsColour(stream, env)), symbols: createSymbols(env) };
}
