import type { Settings } from './settings.ts';

/** Sticky patterns for a template's tags with its settings. */
export interface LexerRules {
  /** Text, and the start of the next tag. */
  readonly root: RegExp;
  readonly comment: RegExp;
  readonly raw: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
}

const known = new Map<string, LexerRules>();

/** The patterns for these settings, which are cached. */
export function lexerRules(settings: Settings): LexerRules {
  const key = JSON.stringify(settings);
  const rules = known.get(key) ?? makeRules(settings);
  known.set(key, rules);
  return rules;
}

const S = String.raw`[\s\x1c-\x1f\x85]`;

function makeRules(settings: Settings): LexerRules {
  const [blockStart, blockEnd, variableStart, variableEnd, commentStart, commentEnd] = [
    settings.blockStart,
    settings.blockEnd,
    settings.variableStart,
    settings.variableEnd,
    settings.commentStart,
    settings.commentEnd,
  ].map(escapeRegex) as [string, string, string, string, string, string];
  const suffix = settings.trimBlocks ? '\\n?' : '';
  const closing = (end: string): string => `(?:\\+${end}|-${end}${S}*|${end}${suffix})`;
  const starts: [string, string, number][] = [
    ['comment', commentStart, settings.commentStart.length],
    ['block', blockStart, settings.blockStart.length],
    ['variable', variableStart, settings.variableStart.length],
  ];
  const tags = starts
    .toSorted((a, b) => b[2] - a[2] || (a[0] < b[0] ? 1 : -1))
    .map(([name, start]) => `(?<${name}>${start}(?<${name}Sign>[-+]?))`);
  const raw = `(?<raw>${blockStart}(?<rawSign>[-+]?)${S}*raw${S}*(?:-${blockEnd}${S}*|${blockEnd}))`;
  return {
    root: new RegExp(`([^]*?)(?:${[raw, ...tags].join('|')})`, 'y'),
    comment: new RegExp(`[^]*?${closing(commentEnd)}`, 'y'),
    raw: new RegExp(`([^]*?)${blockStart}(?<rawSign>[-+]?)${S}*endraw${S}*${closing(blockEnd)}`, 'y'),
    blockEnd: new RegExp(closing(blockEnd), 'y'),
    variableEnd: new RegExp(`-${variableEnd}${S}*|${variableEnd}`, 'y'),
  };
}

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
