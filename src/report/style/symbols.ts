import type { Environment } from '../output-stream.ts';

/** The symbols used next to words. */
export type Symbols = Readonly<Record<keyof typeof UNICODE, string>>;

const UNICODE = { arrow: '→', bullet: '•', dot: '·', current: '›', cross: '✖', ellipsis: '…' };
const ASCII: Symbols = { arrow: '->', bullet: '*', dot: '-', current: '>', cross: 'x', ellipsis: '...' };

/** Unicode if the locale supports it (locale(7): LC_ALL, then LC_CTYPE, then LANG), otherwise ASCII. */
export function createSymbols(env: Environment): Symbols {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(Boolean) ?? '';
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
