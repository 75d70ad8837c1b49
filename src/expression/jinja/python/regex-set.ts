import { PatternReader } from './pattern-reader.ts';
import { refused, valueError } from './py-error.ts';

/** Translates character sets such as `[^a-z\d]`. */
export abstract class SetTranslation extends PatternReader {
  protected set(): string {
    let source = '[';
    if (this.char === '^') {
      this.at++;
      source = '[^';
    }
    let first = true;
    while (first || this.char !== ']') {
      if (this.char === '') throw valueError('unterminated character set in the regular expression');
      source += this.#setItem();
      first = false;
    }
    this.at++;
    return `${source}]`;
  }

  #setItem(): string {
    const low = this.#setChar();
    const isRange = low.length > 0 && this.char === '-' && !']'.includes(this.pattern.charAt(this.at + 1));
    if (!isRange) return low.startsWith('class:') ? low.slice(6) : this.cased(low);
    this.at++;
    const high = this.#setChar();
    if (low.startsWith('class:') || high.startsWith('class:')) throw valueError('bad character range');
    if ((low.codePointAt(0) ?? 0) > (high.codePointAt(0) ?? 0)) throw valueError('bad character range');
    return this.casedRange(low, high);
  }

  /** A character of a set, or a class, which is marked as such. */
  #setChar(): string {
    const char = this.next();
    if (char !== '\\') return char;
    const escaped = this.next();
    if (/[dws]/.test(escaped)) return `class:${this.classes[escaped] ?? ''}`;
    if (/[DWS]/.test(escaped)) return `class:${this.#outside(escaped.toLowerCase())}`;
    if (escaped === 'b') return '\b';
    if (/[1-7]/.test(escaped)) {
      const octal = /^[0-7]{0,2}/.exec(this.pattern.slice(this.at))?.[0] ?? '';
      this.at += octal.length;
      return String.fromCodePoint(parseInt(escaped + octal, 8));
    }
    return this.escapedChar(escaped);
  }

  /** The complement of a class, as a part of a set. */
  #outside(kind: string): string {
    if (kind === 'd') return this.flags.a ? String.raw`\0-\x2f\x3a-\u{10ffff}` : String.raw`\P{Nd}`;
    if (kind === 's') return String.raw`\S`;
    if (this.flags.a) return String.raw`\W`;
    throw refused('\\W in a set is not known here', 'Write a set that is negated: [^...].');
  }
}
