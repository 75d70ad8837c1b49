import type { Problem, Span } from './problem.ts';

/** A piece of an EJS template. `span` includes its tags; `code` is the text between them. Comments are omitted. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly span: Span; readonly text: string }
  | { readonly kind: 'print' | 'script'; readonly span: Span; readonly code: Span };

export interface TokenizedTemplate {
  readonly parts: readonly TemplatePart[];
  readonly problems: readonly Problem[];
}

/**
 * Splits a template at its tags by EJS's rules: `<%_` removes the spaces before it, `-%>` the line break after it,
 * `_%>` spaces and line break, `<%%` and `%%>` print a delimiter.
 */
export function tokenizeTemplate(text: string): TokenizedTemplate {
  const tokenizer = new Tokenizer(text);
  return { parts: tokenizer.parts, problems: tokenizer.problems };
}

class Tokenizer {
  readonly parts: TemplatePart[] = [];
  readonly problems: Problem[] = [];
  readonly #text: string;
  #at = 0;
  #literalTag = false;

  constructor(text: string) {
    this.#text = text;
    while (this.#at < text.length) this.#next();
  }

  #next(): void {
    const delimiter = this.#find(/<%[%=\-_#]?|%%>|[-_]?%>/g, this.#at);
    if (!delimiter) {
      this.#addText(this.#at, this.#text.length);
      return;
    }
    const { start, token } = delimiter;
    this.#addText(this.#at, token === '<%_' ? trimBlanks(this.#text, this.#at, start) : start);
    if (token.startsWith('<%') && token !== '<%%') this.#tag(start, token);
    else this.#delimiterInText(start, token);
  }

  #delimiterInText(start: number, token: string): void {
    const end = start + token.length;
    this.#at = end;
    if (token === '<%%' || token === '%%>') this.#literalTag = token === '<%%';
    else if (this.#literalTag) this.#literalTag = false;
    else this.#problem({ start, end }, 'This %> closes no tag', 'To print it, write `%%>`.');
    this.parts.push({ kind: 'text', span: { start, end }, text: token.replace('%%', '%') });
  }

  #tag(start: number, token: string): void {
    const codeStart = start + token.length;
    const close = this.#find(/<%|[-_]?%>/g, codeStart);
    if (close?.token.endsWith('%>') !== true) {
      this.#problem({ start, end: codeStart }, 'This tag is not closed', 'Close it with `%>`.');
      this.#at = close?.start ?? this.#text.length;
      return;
    }
    const span = { start, end: close.start + close.token.length };
    if (token === '<%-')
      this.#problem({ start, end: codeStart }, '<%- is not used here', 'Write `<%=`: nothing is escaped.');
    const kind = token === '<%=' || token === '<%-' ? 'print' : 'script';
    if (token !== '<%#') this.parts.push({ kind, span, code: { start: codeStart, end: close.start } });
    this.#at = afterClose(this.#text, span.end, close.token);
    this.#literalTag = false;
  }

  #find(pattern: RegExp, from: number): { start: number; token: string } | undefined {
    pattern.lastIndex = from;
    const match = pattern.exec(this.#text);
    return match ? { start: match.index, token: match[0] } : undefined;
  }

  #addText(start: number, end: number): void {
    if (end > start) this.parts.push({ kind: 'text', span: { start, end }, text: this.#text.slice(start, end) });
    this.#at = Math.max(this.#at, end);
  }

  #problem(span: Span, summary: string, suggestion: string): void {
    this.problems.push({ code: 'expression-syntax', ...span, summary, suggestion });
  }
}

function trimBlanks(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /[ \t]/.test(text.charAt(trimmed - 1))) trimmed--;
  return trimmed;
}

function afterClose(text: string, end: number, token: string): number {
  if (token === '%>') return end;
  const eaten = token === '_%>' ? /[ \t]*(\r\n|\n|\r)?/y : /(\r\n|\n|\r)?/y;
  eaten.lastIndex = end;
  return end + (eaten.exec(text)?.[0].length ?? 0);
}
