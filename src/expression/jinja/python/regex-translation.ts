import { BoundedRegExp } from '../../../values/bounded-regexp.ts';
import type { Flags } from './pattern-reader.ts';
import { refused, valueError } from './py-error.ts';
import { SetTranslation } from './regex-set.ts';

/** A Python regular expression in JavaScript's syntax, with the indexes of its named groups. */
export interface PyRegex {
  readonly regex: BoundedRegExp;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const REPEAT = /\{(\d*)(,?)(\d*)\}/y;

/** Translates a pattern in one pass. */
export class RegexTranslation extends SetTranslation {
  readonly #names = new Map<string, number>();
  #groups = 0;

  result(): PyRegex {
    const source = this.#alternatives();
    if (this.at < this.pattern.length) throw valueError('unbalanced parenthesis in the regular expression');
    try {
      return {
        regex: new BoundedRegExp(source, this.globalIgnoreCase ? 'gui' : 'gu', this.pattern),
        groups: this.#groups,
        names: this.#names,
      };
    } catch (error) {
      throw refused(`The regular expression is not known here: ${error instanceof Error ? error.message : ''}`);
    }
  }

  /** Reads up to a closing parenthesis or the end. */
  #alternatives(): string {
    let source = '';
    while (this.at < this.pattern.length && this.char !== ')') {
      if (this.char === '|') {
        source += '|';
        this.at++;
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
    if (this.char === '?') {
      this.at++;
      return `${source}?`;
    }
    if (this.char === '+') throw refused('Possessive quantifiers are not known here');
    if ('*+?'.includes(this.char) && this.char !== '') throw valueError('multiple repeat in the regular expression');
    return source;
  }

  #quantifier(): string | undefined {
    this.#skipVerbose();
    const char = this.char;
    if (char === '*' || char === '+' || char === '?') {
      this.at++;
      return char;
    }
    REPEAT.lastIndex = this.at;
    const match = REPEAT.exec(this.pattern);
    if (!match || (match[1] === '' && match[3] === '')) return undefined;
    this.at += match[0].length;
    return `{${match[1] === '' ? '0' : match[1]}${match[2]}${match[3]}}`;
  }

  #skipVerbose(): void {
    if (!this.flags.x) return;
    const blank = /(?:\s|#[^\n]*)*/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.pattern)?.[0].length ?? 0;
  }

  #atom(): string {
    this.#skipVerbose();
    const char = this.next();
    switch (char) {
      case '':
        return '';
      case '(':
        return this.#group();
      case '[':
        return this.set();
      case '.':
        return this.flags.s ? '[^]' : '[^\\n]';
      case '^':
        return this.flags.m ? '(?<=^|\\n)' : '(?<![^])';
      case '$':
        return this.flags.m ? '(?=\\n|(?![^]))' : '(?=\\n?(?![^]))';
      case '\\':
        return this.#escape();
      case ')':
        this.at--;
        return '';
      case '*':
      case '+':
      case '?':
        throw valueError('nothing to repeat in the regular expression');
      default:
        return this.literal(char);
    }
  }

  #group(): string {
    if (this.char !== '?') {
      this.#groups++;
      return `(${this.#body()})`;
    }
    const rest = this.pattern.slice(this.at);
    const comment = /^\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.at += comment[0].length;
      return this.at < this.pattern.length ? this.#atom() : '';
    }
    const named = /^\?P<(\w+)>/u.exec(rest);
    if (named) return this.#named(named);
    const reference = /^\?P=(\w+)\)/.exec(rest);
    if (reference) return this.#reference(reference);
    const look = /^\?(?::|=|!|<=|<!)/.exec(rest);
    if (look) {
      this.at += look[0].length;
      return `(${look[0]}${this.#body()})`;
    }
    const scoped = /^\?([aiLmsux]*)(?:-([imsx]+))?:/.exec(rest);
    if (scoped) return this.#scoped(scoped);
    if (/^\?[aiLmsux]+\)/.test(rest)) throw valueError('global flags not at the start of the expression');
    if (/^\?(>|\()/.test(rest)) throw refused('Atomic and conditional groups are not known here');
    throw valueError('unknown extension in the regular expression');
  }

  #named([all, name = '']: RegExpExecArray): string {
    this.at += all.length;
    this.#names.set(name, ++this.#groups);
    return `(${this.#body()})`;
  }

  #reference([all, name = '']: RegExpExecArray): string {
    this.at += all.length;
    const number = this.#names.get(name);
    if (number === undefined) throw valueError('unknown group name in the regular expression');
    return `(?:\\${number})`;
  }

  #scoped([all, on = '', off = '']: RegExpExecArray): string {
    const outer = { ...this.flags };
    for (const flag of on) if (flag in this.flags) this.flags[flag as keyof Flags] = true;
    for (const flag of off) this.flags[flag as keyof Flags] = false;
    if (this.globalIgnoreCase && !this.flags.i)
      throw refused('A group that minds the case in a pattern that does not is not known here');
    this.at += all.length;
    const body = this.#body();
    this.flags = outer;
    return `(?:${body})`;
  }

  #body(): string {
    const outer = { ...this.flags };
    const source = this.#alternatives();
    if (this.next() !== ')') throw valueError('missing ), unterminated subpattern in the regular expression');
    this.flags = outer;
    return source;
  }

  #escape(): string {
    const char = this.next();
    if (char === '') throw valueError('bad escape (end of pattern)');
    if (char === 'A') return '(?<![^])';
    if (char === 'Z') return '(?![^])';
    if (char === 'b' || char === 'B') return this.#boundary(char === 'B');
    const set = this.classes[char.toLowerCase()];
    if (set !== undefined && /[dwsDWS]/.test(char)) return char === char.toLowerCase() ? `[${set}]` : `[^${set}]`;
    if (/[1-9]/.test(char)) return this.#backReference(char);
    return this.#literalEscape(char);
  }

  #boundary(negated: boolean): string {
    const word = `[${this.classes['w'] ?? ''}]`;
    const at = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    return negated ? `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))` : at;
  }

  #backReference(first: string): string {
    const octal = /^[0-3][0-7][0-7]/.exec(this.pattern.slice(this.at - 1));
    if (octal) {
      this.at += 2;
      return this.literal(String.fromCodePoint(parseInt(octal[0], 8)));
    }
    const second = /^\d/.exec(this.char)?.[0] ?? '';
    const number = Number(first + second);
    if (number > this.#groups) throw valueError('invalid group reference in the regular expression');
    this.at += second.length;
    return `(?:\\${number})`;
  }

  /** An escape of one character, which is also valid in a set. */
  #literalEscape(char: string): string {
    return this.literal(this.escapedChar(char));
  }
}
