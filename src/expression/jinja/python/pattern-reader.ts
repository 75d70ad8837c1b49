import { valueError } from './py-error.ts';
import { BLANK } from './text.ts';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll?: boolean;
}

const WORD = String.raw`\p{L}\p{N}_`;
const CLASSES: Readonly<Record<string, string>> = { d: String.raw`\p{Nd}`, w: WORD, s: BLANK };
const ASCII_CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: String.raw`\t-\r\x20` };
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\\x07',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
  '0': '\\x00',
};

export interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
  a: boolean;
}

/** Reads a Python pattern character by character, and renders characters in JavaScript's syntax. */
export abstract class PatternReader {
  protected readonly pattern: string;
  /** Whether the whole pattern ignores the case, which is then a flag of the expression. */
  protected readonly globalIgnoreCase: boolean;
  /** The flags at the current position. */
  protected flags: Flags;
  protected at = 0;

  constructor(pattern: string, { ignoreCase, multiline, dotAll = false }: RegexFlags) {
    this.pattern = pattern;
    this.flags = { i: ignoreCase, m: multiline, s: dotAll, x: false, a: false };
    const global = /^\(\?([aiLmsux]+)\)/.exec(pattern);
    for (const flag of global?.[1] ?? '') if (flag in this.flags) this.flags[flag as keyof Flags] = true;
    if (global) this.at = global[0].length;
    this.globalIgnoreCase = this.flags.i;
  }

  protected get char(): string {
    return String.fromCodePoint(...[this.pattern.codePointAt(this.at)].filter((code) => code !== undefined));
  }

  protected next(): string {
    const char = this.char;
    this.at += char.length;
    return char;
  }

  protected get classes(): Readonly<Record<string, string>> {
    return this.flags.a ? ASCII_CLASSES : CLASSES;
  }

  protected escapedChar(char: string): string {
    const rest = this.pattern.slice(this.at);
    const digits = { x: 2, u: 4, U: 8 }[char];
    if (digits !== undefined) {
      const hex = new RegExp(`^[\\da-fA-F]{${digits}}`).exec(rest)?.[0];
      if (hex === undefined) throw valueError(`incomplete escape \\${char}`);
      this.at += digits;
      return String.fromCodePoint(parseInt(hex, 16));
    }
    if (char === '0') {
      const octal = /^[0-7]{0,2}/.exec(rest)?.[0] ?? '';
      this.at += octal.length;
      return String.fromCodePoint(parseInt(`0${octal}`, 8));
    }
    const simple = SIMPLE[char];
    if (simple !== undefined)
      return JSON.parse(`"${simple.replace('\\x07', '\\u0007').replace('\\v', '\\u000b')}"`) as string;
    if (/[A-Za-z]/.test(char)) throw valueError(`bad escape \\${char}`);
    return char;
  }

  protected literal(char: string): string {
    return this.flags.i && !this.globalIgnoreCase && isCased(char) ? `[${this.cased(char)}]` : escapeOutside(char);
  }

  protected cased(char: string): string {
    if (!this.flags.i || this.globalIgnoreCase || !isCased(char)) return escapeChar(char);
    return escapeChar(char.toLowerCase()) + escapeChar(char.toUpperCase());
  }

  protected casedRange(low: string, high: string): string {
    const range = `${escapeChar(low)}-${escapeChar(high)}`;
    if (!this.flags.i || this.globalIgnoreCase) return range;
    if (/^[a-z]$/.test(low) && /^[a-z]$/.test(high)) return `${range}${low.toUpperCase()}-${high.toUpperCase()}`;
    if (/^[A-Z]$/.test(low) && /^[A-Z]$/.test(high)) return `${range}${low.toLowerCase()}-${high.toLowerCase()}`;
    return range;
  }
}

const isCased = (char: string): boolean => char.toLowerCase() !== char.toUpperCase();

// outside of a set a hyphen is literal, and must not be escaped with the flag u
const escapeOutside = (char: string): string => (char === '-' ? char : escapeChar(char));

const escapeChar = (char: string): string => {
  if (/[\\^$.*+?()[\]{}|/-]/.test(char)) return `\\${char}`;
  return /[\x00-\x1f\x7f\u2028\u2029]/.test(char) ? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}` : char;
};
