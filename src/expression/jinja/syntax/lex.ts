import type { Settings } from './settings.ts';
import { JinjaSyntaxError } from './syntax-error.ts';
import type { Token } from './token.ts';
import { lexerRules } from './lexer-rules.ts';
import type { LexerRules } from './lexer-rules.ts';
import { unescapeString } from './string-literal.ts';

/** The tokens of a prepared text; the last one has the kind `eof`. Throws `JinjaSyntaxError`. */
export const lex = (text: string, settings: Settings): readonly Token[] => new Lexer(text, settings, true).tokens;

/** Like `lex`, but strings keep their quotes and escapes. */
export const lexVerbatim = (text: string, settings: Settings): readonly Token[] =>
  new Lexer(text, settings, false).tokens;

class Lexer {
  readonly tokens: Token[] = [];
  readonly #text: string;
  readonly #settings: Settings;
  readonly #rules: LexerRules;
  readonly #unescape: boolean;
  #at = 0;
  #lineStarting = true;

  constructor(text: string, settings: Settings, unescape: boolean) {
    this.#text = text;
    this.#settings = settings;
    this.#unescape = unescape;
    this.#rules = lexerRules(settings);
    while (this.#at < text.length) this.#root();
    this.#push('eof', '', text.length, text.length);
  }

  /** Reads the text up to the next tag, and the tag's start. */
  #root(): void {
    const match = this.#match(this.#rules.root);
    const groups = match?.groups ?? {};
    if (!match) {
      this.#data(this.#at, this.#text.length);
      this.#at = this.#text.length;
      return;
    }
    const start = this.#at;
    const data = match[1] ?? '';
    const kind = tagKinds.find((tag) => groups[tag] !== undefined) ?? 'raw';
    this.#data(start, start + this.#kept(data, groups[`${kind}Sign`] ?? '', kind !== 'variable'));
    const tag = { start: start + data.length, end: start + match[0].length };
    this.#advance(match[0]);
    if (kind === 'comment') this.#comment(tag.start);
    else if (kind === 'raw') this.#raw(tag.start);
    else this.#tag(kind, tag);
  }

  /** The length of the text before a tag that is kept. */
  #kept(data: string, sign: string, isBlock: boolean): number {
    if (sign === '-') return data.replace(TRAILING_BLANKS, '').length;
    if (sign === '+' || !this.#settings.lstripBlocks || !isBlock) return data.length;
    const line = data.lastIndexOf('\n') + 1;
    const strippable = (line > 0 || this.#lineStarting) && line < data.length && BLANKS.test(data.slice(line));
    return strippable ? line : data.length;
  }

  #comment(start: number): void {
    const match = this.#match(this.#rules.comment);
    if (!match)
      throw new JinjaSyntaxError(
        'This comment is not closed',
        { start, end: start + 2 },
        { mistake: { kind: 'open-comment' } },
      );
    this.#advance(match[0]);
  }

  #raw(start: number): void {
    const match = this.#match(this.#rules.raw);
    if (!match)
      throw new JinjaSyntaxError(
        'This raw block is not closed',
        { start, end: start + 2 },
        { suggestion: 'Close it with `{% endraw %}`.' },
      );
    const data = match[1] ?? '';
    this.#data(this.#at, this.#at + this.#kept(data, match.groups?.['rawSign'] ?? '', true));
    this.#advance(match[0]);
  }

  #tag(kind: string, { start, end }: { start: number; end: number }): void {
    this.#push(`${kind}_begin`, '', start, end);
    const endRule = kind === 'variable' ? this.#rules.variableEnd : this.#rules.blockEnd;
    const open: string[] = [];
    while (this.#at < this.#text.length) {
      const match = open.length === 0 ? this.#match(endRule) : undefined;
      if (match) {
        this.#push(`${kind}_end`, '', this.#at, this.#at + match[0].length);
        this.#advance(match[0]);
        return;
      }
      this.#inTag(open);
    }
  }

  #inTag(open: string[]): void {
    const match = this.#match(TOKEN);
    const start = this.#at;
    if (!match?.groups) {
      throw new JinjaSyntaxError(
        `The character ${this.#text.charAt(start)} has no meaning here`,
        { start, end: start + 1 },
        { mistake: { kind: 'character' } },
      );
    }
    const [text] = match;
    const { float, integer, name, string, operator } = match.groups;
    const end = start + text.length;
    if (operator !== undefined) this.#operator(operator, open);
    else if (string !== undefined) this.#push('string', this.#unescaped(string, start), start, end);
    else if (name !== undefined) this.#name(name, start);
    else if (float !== undefined) this.#push('float', float.replaceAll('_', ''), start, end);
    else if (integer !== undefined) this.#push('integer', integer.replaceAll('_', ''), start, end);
    this.#advance(text);
  }

  #unescaped(literal: string, start: number): string {
    if (!this.#unescape) return literal;
    const body = literal.slice(1, -1);
    const { newlineSequence } = this.#settings;
    return unescapeString(newlineSequence === '\n' ? body : body.replaceAll('\n', newlineSequence), start);
  }

  #name(name: string, start: number): void {
    if (!IDENTIFIER.test(name)) {
      throw new JinjaSyntaxError(`${name} is neither a name nor a number`, { start, end: start + name.length });
    }
    this.#push('name', name, start, start + name.length);
  }

  #operator(operator: string, open: string[]): void {
    const start = this.#at;
    const span = { start, end: start + operator.length };
    const close = BRACKETS[operator];
    if (close !== undefined) open.push(close);
    if (')]}'.includes(operator)) {
      const expected = open.pop();
      if (expected !== operator) {
        const hint = expected === undefined ? '' : `; ${expected} is expected`;
        throw new JinjaSyntaxError(`This ${operator} closes nothing${hint}`, span, {
          mistake: { kind: 'stray-bracket', expected },
        });
      }
    }
    this.#push(operator, operator, span.start, span.end);
  }

  #data(start: number, end: number): void {
    if (end <= start) return;
    const text = this.#text.slice(start, end);
    const { newlineSequence } = this.#settings;
    this.#push('data', newlineSequence === '\n' ? text : text.replaceAll('\n', newlineSequence), start, end);
  }

  #push(kind: string, text: string, start: number, end: number): void {
    this.tokens.push({ kind, text, start, end });
  }

  #advance(matched: string): void {
    this.#lineStarting = matched.endsWith('\n');
    this.#at += matched.length;
  }

  #match(rule: RegExp): RegExpExecArray | undefined {
    rule.lastIndex = this.#at;
    return rule.exec(this.#text) ?? undefined;
  }
}

const tagKinds = ['raw', 'block', 'variable', 'comment'] as const;
const BRACKETS: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const BLANKS = /^[\s\x1c-\x1f\x85]+$/;
const TRAILING_BLANKS = /[\s\x1c-\x1f\x85]+$/;

const TOKEN = new RegExp(
  [
    String.raw`(?<blank>[\s\x1c-\x1f\x85]+)`,
    String.raw`(?<float>(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+\-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+))`,
    String.raw`(?<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)`,
    String.raw`(?<name>[\p{L}\p{N}\p{M}\p{Pc}]+)`,
    String.raw`(?<string>'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*")`,
    String.raw`(?<operator>\/\/|\*\*|==|!=|>=|<=|[+\-/*%~[\](){}><=.:|,;])`,
  ].join('|'),
  'uy',
);
