import type { Environment, OutputStream } from '../output-stream.ts';

type Paint = (text: string) => string;

/** Colours by meaning. */
export type Palette = Readonly<Record<keyof typeof CODES, Paint>>;

const CODES = {
  good: [32, 39],
  changed: [33, 39],
  may: [36, 39],
  bad: [31, 39],
  dim: [2, 22],
  strong: [1, 22],
} as const;

/** Colours text with terminal sequences, or returns it unchanged. Each line is coloured separately. */
export function createPalette(coloured: boolean): Palette {
  const paint = (open: number, close: number): Paint =>
    coloured ? (text) => text.replace(/[^\n]+/g, `\x1b[${open}m$&\x1b[${close}m`) : (text) => text;
  return Object.fromEntries(
    Object.entries(CODES).map(([name, [open, close]]) => [name, paint(open, close)]),
  ) as Palette;
}

/** Colour on a terminal, unless NO_COLOR (https://no-color.org) is set; FORCE_COLOR enables it elsewhere too. */
export function wantsColour(stream: OutputStream, env: Environment): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
