import { refused, valueError } from './py-error.ts';
import { BLANK } from './text.ts';

export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll?: boolean;
}

/** A regular expression of Python's in JavaScript's syntax, with the places of its named groups. */
export interface PyRegex {
  readonly regex: RegExp;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const known = new Map<string, PyRegex>();
const MOST_KNOWN = 2000;

/** Compiles a pattern of Python's `re`. Throws `ValueError` where it is malformed, `Refused` where it is not known here. */
export function compileRegex(pattern: string, flags: RegexFlags): PyRegex {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll === true ? 's' : ''}:${pattern}`;
  const found = known.get(key);
  if (found) return found;
  if (known.size > MOST_KNOWN) known.clear();
  const made = new RegexTranslation(pattern, flags).result();
  known.set(key, made);
  return made;
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
const REPEAT = /\{(\d*)(,?)(\d*)\}/y;

interface Flags {
  i: boolean;
  m: boolean;
  s: boolean;
  x: boolean;
  a: boolean;
}

class RegexTranslation {
  readonly #pattern: string;
  readonly #names = new Map<string, number>();
  readonly #globalIgnoreCase: boolean;
  #flags: Flags;
  #groups = 0;
  #at = 0;

  constructor(pattern: string, { ignoreCase, multiline, dotAll = false }: RegexFlags) {
    this.#pattern = pattern;
    this.#flags = { i: ignoreCase, m: multiline, s: dotAll, x: false, a: false };
    const global = /^\(\?([aiLmsux]+)\)/.exec(pattern);
    for (const flag of global?.[1] ?? '') if (flag in this.#flags) this.#flags[flag as keyof Flags] = true;
    if (global) this.#at = global[0].length;
    this.#globalIgnoreCase = this.#flags.i;
  }

  result(): PyRegex {
    const source = this.#alternatives();
    if (this.#at < this.#pattern.length) throw valueError('unbalanced parenthesis in the regular expression');
    try {
      return {
        regex: new RegExp(source, this.#globalIgnoreCase ? 'gui' : 'gu'),
        groups: this.#groups,
        names: this.#names,
      };
    } catch (error) {
      throw refused(`The regular expression is not known here: ${error instanceof Error ? error.message : ''}`);
    }
  }

  /** Up to a closing parenthesis or the end. */
  #alternatives(): string {
    let source = '';
    while (this.#at < this.#pattern.length && this.#char !== ')') {
      if (this.#char === '|') {
        source += '|';
        this.#at++;
      } else source += this.#repeated();
    }
    return source;
  }

  #repeated(): string {
    const atom = this.#atom();
    if (atom === '') return '';
    let source = atom;
    const quantifier = this.#quantifier();
    if (quantifier === undefined) return source;
    source = (/^\(\?(?:=|!|<)/.test(atom) || atom.startsWith('(?<![^])') ? `(?:${atom})` : atom) + quantifier;
    if (this.#char === '?') {
      this.#at++;
      return `${source}?`;
    }
    if (this.#char === '+') throw refused('Possessive quantifiers are not known here');
    if ('*+?'.includes(this.#char) && this.#char !== '') throw valueError('multiple repeat in the regular expression');
    return source;
  }

  #quantifier(): string | undefined {
    this.#skipVerbose();
    const char = this.#char;
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      return char;
    }
    REPEAT.lastIndex = this.#at;
    const match = REPEAT.exec(this.#pattern);
    if (!match || (match[1] === '' && match[3] === '')) return undefined;
    this.#at += match[0].length;
    return `{${match[1] === '' ? '0' : match[1]}${match[2]}${match[3]}}`;
  }

  #skipVerbose(): void {
    if (!this.#flags.x) return;
    const blank = /(?:\s|#[^\n]*)*/y;
    blank.lastIndex = this.#at;
    this.#at += blank.exec(this.#pattern)?.[0].length ?? 0;
  }

  #atom(): string {
    this.#skipVerbose();
    const char = this.#next();
    switch (char) {
      case '':
        return '';
      case '(':
        return this.#group();
      case '[':
        return this.#set();
      case '.':
        return this.#flags.s ? '[^]' : '[^\\n]';
      case '^':
        return this.#flags.m ? '(?<=^|\\n)' : '(?<![^])';
      case '$':
        return this.#flags.m ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))';
      case '\\':
        return this.#escape();
      case ')':
        this.#at--;
        return '';
      case '*':
      case '+':
      case '?':
        throw valueError('nothing to repeat in the regular expression');
      default:
        return this.#literal(char);
    }
  }

  #group(): string {
    if (this.#char !== '?') {
      this.#groups++;
      return `(${this.#body()})`;
    }
    const rest = this.#pattern.slice(this.#at);
    const comment = /^\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.#at += comment[0].length;
      return this.#at < this.#pattern.length ? this.#atom() : '';
    }
    const named = /^\?P<(\w+)>/u.exec(rest);
    if (named) return this.#named(named);
    const reference = /^\?P=(\w+)\)/.exec(rest);
    if (reference) return this.#reference(reference);
    const look = /^\?(?::|=|!|<=|<!)/.exec(rest);
    if (look) {
      this.#at += look[0].length;
      return `(${look[0]}${this.#body()})`;
    }
    const scoped = /^\?([aiLmsux]*)(?:-([imsx]+))?:/.exec(rest);
    if (scoped) return this.#scoped(scoped);
    if (/^\?[aiLmsux]+\)/.test(rest)) throw valueError('global flags not at the start of the expression');
    if (/^\?(>|\()/.test(rest)) throw refused('Atomic and conditional groups are not known here');
    throw valueError('unknown extension in the regular expression');
  }

  #named([all, name = '']: RegExpExecArray): string {
    this.#at += all.length;
    this.#names.set(name, ++this.#groups);
    return `(${this.#body()})`;
  }

  #reference([all, name = '']: RegExpExecArray): string {
    this.#at += all.length;
    const number = this.#names.get(name);
    if (number === undefined) throw valueError('unknown group name in the regular expression');
    return `(?:\\${number})`;
  }

  #scoped([all, on = '', off = '']: RegExpExecArray): string {
    const outer = { ...this.#flags };
    for (const flag of on) if (flag in this.#flags) this.#flags[flag as keyof Flags] = true;
    for (const flag of off) this.#flags[flag as keyof Flags] = false;
    if (this.#globalIgnoreCase && !this.#flags.i)
      throw refused('A group that minds the case in a pattern that does not is not known here');
    this.#at += all.length;
    const body = this.#body();
    this.#flags = outer;
    return `(?:${body})`;
  }

  #body(): string {
    const outer = { ...this.#flags };
    const source = this.#alternatives();
    if (this.#next() !== ')') throw valueError('missing ), unterminated subpattern in the regular expression');
    this.#flags = outer;
    return source;
  }

  #escape(): string {
    const char = this.#next();
    if (char === '') throw valueError('bad escape (end of pattern)');
    if (char === 'A') return '(?<![^])';
    if (char === 'Z') return '(?![^])';
    if (char === 'b' || char === 'B') return this.#boundary(char === 'B');
    const set = this.#classes[char.toLowerCase()];
    if (set !== undefined && /[dwsDWS]/.test(char)) return char === char.toLowerCase() ? `[${set}]` : `[^${set}]`;
    if (/[1-9]/.test(char)) return this.#backReference(char);
    return this.#literalEscape(char);
  }

  get #classes(): Readonly<Record<string, string>> {
    return this.#flags.a ? ASCII_CLASSES : CLASSES;
  }

  #boundary(negated: boolean): string {
    const word = `[${this.#classes['w'] ?? ''}]`;
    const at = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    return negated ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))` : at;
  }

  #backReference(first: string): string {
    const octal = /^[0-3][0-7][0-7]/.exec(this.#pattern.slice(this.#at - 1));
    if (octal) {
      this.#at += 2;
      return this.#literal(String.fromCodePoint(parseInt(octal[0], 8)));
    }
    const second = /^\d/.exec(this.#char)?.[0] ?? '';
    const number = Number(first + second);
    if (number > this.#groups) throw valueError('invalid group reference in the regular expression');
    this.#at += second.length;
    return `(?:\\${number})`;
  }

  /** An escape of one character, which may stand in a set too. */
  #literalEscape(char: string): string {
    return this.#literal(this.#escapedChar(char));
  }

  #escapedChar(char: string): string {
    const rest = this.#pattern.slice(this.#at);
    const digits = { x: 2, u: 4, U: 8 }[char];
    if (digits !== undefined) {
      const hex = new RegExp(`^[\\da-fA-F]{${digits}}`).exec(rest)?.[0];
      if (hex === undefined) throw valueError(`incomplete escape \\${char}`);
      this.#at += digits;
      return String.fromCodePoint(parseInt(hex, 16));
    }
    if (char === '0') {
      const octal = /^[0-7]{0,2}/.exec(rest)?.[0] ?? '';
      this.#at += octal.length;
      return String.fromCodePoint(parseInt(`0${octal}`, 8));
    }
    const simple = SIMPLE[char];
    if (simple !== undefined)
      return JSON.parse(`"${simple.replace('\\x07', '\\u0007').replace('\\v', '\\u000b')}"`) as string;
    if (/[A-Za-z]/.test(char)) throw valueError(`bad escape \\${char}`);
    return char;
  }

  #set(): string {
    let source = '[';
    if (this.#char === '^') {
      this.#at++;
      source = '[^';
    }
    let first = true;
    while (first || this.#char !== ']') {
      if (this.#char === '') throw valueError('unterminated character set in the regular expression');
      source += this.#setItem();
      first = false;
    }
    this.#at++;
    return `${source}]`;
  }

  #setItem(): string {
    const low = this.#setChar();
    const isRange = low.length > 0 && this.#char === '-' && !']'.includes(this.#pattern.charAt(this.#at + 1));
    if (!isRange) return low.startsWith('class:') ? low.slice(6) : this.#cased(low);
    this.#at++;
    const high = this.#setChar();
    if (low.startsWith('class:') || high.startsWith('class:')) throw valueError('bad character range');
    if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) throw valueError('bad character range');
    return this.#casedRange(low, high);
  }

  /** One character of a set, or a class of them marked as such. */
  #setChar(): string {
    const char = this.#next();
    if (char !== '\\') return char;
    const escaped = this.#next();
    if (/[dws]/.test(escaped)) return `class:${this.#classes[escaped] ?? ''}`;
    if (/[DWS]/.test(escaped)) return `class:${this.#outside(escaped.toLowerCase())}`;
    if (escaped === 'b') return '\b';
    if (/[1-7]/.test(escaped)) {
      const octal = /^[0-7]{0,2}/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
      this.#at += octal.length;
      return String.fromCodePoint(parseInt(escaped + octal, 8));
    }
    return this.#escapedChar(escaped);
  }

  /** What is outside a class, as a part of a set. */
  #outside(kind: string): string {
    if (kind === 'd') return this.#flags.a ? String.raw`\0-\x2f\x3a-\u{10ffff}` : String.raw`\P{Nd}`;
    if (kind === 's') return String.raw`\S`;
    if (this.#flags.a) return String.raw`\W`;
    throw refused('\\W in a set is not known here', 'Write a set that is negated: [^...].');
  }

  #literal(char: string): string {
    return this.#flags.i && !this.#globalIgnoreCase && isCased(char) ? `[${this.#cased(char)}]` : escapeChar(char);
  }

  #cased(char: string): string {
    if (!this.#flags.i || this.#globalIgnoreCase || !isCased(char)) return escapeChar(char);
    return escapeChar(char.toLowerCase()) + escapeChar(char.toUpperCase());
  }

  #casedRange(low: string, high: string): string {
    const range = `${escapeChar(low)}-${escapeChar(high)}`;
    if (!this.#flags.i || this.#globalIgnoreCase) return range;
    if (/^[a-z]$/.test(low) && /^[a-z]$/.test(high)) return `${range}${low.toUpperCase()}-${high.toUpperCase()}`;
    if (/^[A-Z]$/.test(low) && /^[A-Z]$/.test(high)) return `${range}${low.toLowerCase()}-${high.toLowerCase()}`;
    return range;
  }

  get #char(): string {
    return String.fromCodePoint(...[this.#pattern.codePointAt(this.#at)].filter((code) => code !== undefined));
  }

  #next(): string {
    const char = this.#char;
    this.#at += char.length;
    return char;
  }
}

const isCased = (char: string): boolean => char.toLowerCase() !== char.toUpperCase();

const escapeChar = (char: string): string => {
  if (/[\\^$.*+?()[\]{}|/-]/.test(char)) return `\\${char}`;
  return /[\x00-\x1f\x7f\u2028\u2029]/.test(char) ? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}` : char;
};
