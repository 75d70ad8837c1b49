import { FILTERS } from './filters.ts';
import type { JavaScript, JinjaArguments } from './javascript.ts';
import { atom, compound, tight } from './javascript.ts';
import { translateLookup, METHODS, NAMES } from './python.ts';
import { TESTS } from './tests.ts';
import type { Token } from './tokens.ts';
import { tokenizeJinja } from './tokens.ts';

/** A Jinja expression in JavaScript, or undefined where it is none, or has something that is not translated. */
export function parseJinja(text: string): string | undefined {
  const tokens = tokenizeJinja(text);
  if (!tokens) return undefined;
  try {
    return new JinjaParser(tokens).whole().code;
  } catch (error) {
    if (error instanceof NotTranslated) return undefined;
    throw error;
  }
}

class NotTranslated extends Error {}

class JinjaParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): JavaScript {
    const result = this.#conditional();
    if (this.#token.kind !== 'end') throw new NotTranslated();
    return result;
  }

  #conditional(): JavaScript {
    const value = this.#or();
    if (!this.#take('if')) return value;
    const test = this.#or();
    const other = this.#take('else') ? this.#conditional() : atom("''");
    return compound(`${tight(test)} ? ${tight(value)} : ${tight(other)}`);
  }

  #or(): JavaScript {
    let left = this.#and();
    while (this.#take('or')) left = compound(`${left.code} || ${this.#and().code}`);
    return left;
  }

  #and(): JavaScript {
    let left = this.#not();
    while (this.#take('and')) left = compound(`${operand(left)} && ${operand(this.#not())}`);
    return left;
  }

  #not(): JavaScript {
    return this.#take('not') ? atom(`!${tight(this.#not())}`) : this.#comparison();
  }

  #comparison(): JavaScript {
    let left = this.#sum();
    for (;;) {
      const operator = this.#takeAny('==', '!=', '<=', '>=', '<', '>');
      if (operator !== undefined) {
        const javascript = operator === '==' || operator === '!=' ? `${operator}=` : operator;
        left = compound(`${operand(left)} ${javascript} ${operand(this.#sum())}`);
      } else if (this.#take('in')) left = contains(left, this.#sum());
      else if (this.#takeBoth('not', 'in')) left = atom(`!${tight(contains(left, this.#sum()))}`);
      else return left;
    }
  }

  #sum(): JavaScript {
    let left = this.#product();
    for (;;) {
      const operator = this.#takeAny('+', '-', '~');
      if (operator === undefined) return left;
      const right = this.#product();
      left = compound(`${operand(left)} ${operator === '~' ? '+' : operator} ${operand(right)}`);
    }
  }

  #product(): JavaScript {
    let left = this.#postfix(this.#unary());
    for (;;) {
      const operator = this.#takeAny('*', '/', '%', '//', '**');
      if (operator === undefined) return left;
      const right = this.#postfix(this.#unary());
      left =
        operator === '//'
          ? atom(`Math.floor(${tight(left)} / ${tight(right)})`)
          : compound(`${tight(left)} ${operator} ${tight(right)}`);
    }
  }

  #unary(): JavaScript {
    return this.#take('-') ? compound(`-${tight(this.#unary())}`) : this.#primary();
  }

  /** Keys, calls, filters and tests, which bind in the order in which they stand. */
  #postfix(head: JavaScript): JavaScript {
    let value = head;
    for (;;) {
      if (this.#take('.')) value = this.#dotted(value);
      else if (this.#take('[')) value = this.#indexed(value);
      else if (this.#take('|')) value = translated(FILTERS.get(this.#name())?.(value, this.#arguments()));
      else if (this.#take('is')) value = this.#test(value);
      else return value;
    }
  }

  #dotted(value: JavaScript): JavaScript {
    const name = this.#name();
    if (this.#token.text !== '(') return atom(`${tight(value)}.${name}`);
    const args = this.#arguments();
    const special = METHODS.get(name);
    if (special) return translated(special(value, args));
    return atom(`${tight(value)}.${name}(${args.positional.map((a) => a.code).join(', ')})`);
  }

  #indexed(value: JavaScript): JavaScript {
    if (this.#take(':')) {
      const end = this.#or();
      this.#expect(']');
      return atom(`${tight(value)}.slice(0, ${end.code})`);
    }
    const index = this.#conditional();
    const slice = this.#take(':');
    const end = slice && this.#token.text !== ']' ? `, ${this.#or().code}` : '';
    this.#expect(']');
    if (slice) return atom(`${tight(value)}.slice(${index.code}${end})`);
    return atom(index.code.startsWith('-') ? `${tight(value)}.at(${index.code})` : `${tight(value)}[${index.code}]`);
  }

  #test(value: JavaScript): JavaScript {
    const negated = this.#take('not');
    const name = this.#name();
    const bare = name === 'in' ? { positional: [this.#sum()], named: new Map<string, JavaScript>() } : undefined;
    const result = translated(TESTS.get(name)?.(value, bare ?? this.#arguments()));
    return negated ? atom(`!${tight(result)}`) : result;
  }

  #primary(): JavaScript {
    const { kind, text } = this.#next();
    if (kind === 'string' || kind === 'number') return atom(text);
    if (kind === 'name') return this.#named(text);
    if (text === '[') return atom(`[${this.#items(']').join(', ')}]`);
    if (text === '{') return atom(`{${this.#entries().join(', ')}}`);
    if (text !== '(') throw new NotTranslated();
    const inner = this.#conditional();
    this.#expect(')');
    return inner;
  }

  #named(name: string): JavaScript {
    if (KEYWORDS.has(name)) throw new NotTranslated();
    if (this.#token.text !== '(') return atom(NAMES.get(name) ?? name);
    const args = this.#arguments();
    if (name === 'lookup' || name === 'query' || name === 'q') return translated(translateLookup(args));
    return atom(`${name}(${args.positional.map((a) => a.code).join(', ')})`);
  }

  #arguments(): JinjaArguments {
    const positional: JavaScript[] = [];
    const named = new Map<string, JavaScript>();
    if (!this.#take('(')) return { positional, named };
    while (!this.#take(')')) {
      const name = this.#tokens[this.#at + 1]?.text === '=' ? this.#name() : undefined;
      if (name !== undefined) this.#expect('=');
      const value = this.#conditional();
      if (name === undefined) positional.push(value);
      else named.set(name, value);
      if (this.#token.text !== ')') this.#expect(',');
    }
    return { positional, named };
  }

  #items(close: string): string[] {
    const items: string[] = [];
    while (!this.#take(close)) {
      items.push(this.#conditional().code);
      if (this.#token.text !== close) this.#expect(',');
    }
    return items;
  }

  #entries(): string[] {
    const entries: string[] = [];
    while (!this.#take('}')) {
      const key = this.#next();
      if (key.kind !== 'string' && key.kind !== 'number') throw new NotTranslated();
      this.#expect(':');
      entries.push(`${key.text}: ${this.#conditional().code}`);
      if (this.#token.text !== '}') this.#expect(',');
    }
    return entries;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #next(): Token {
    const token = this.#token;
    this.#at++;
    return token;
  }

  #name(): string {
    const { kind, text } = this.#next();
    if (kind !== 'name') throw new NotTranslated();
    return text;
  }

  #take(text: string): boolean {
    if (this.#token.kind === 'string' || this.#token.text !== text) return false;
    this.#at++;
    return true;
  }

  #takeAny(...texts: readonly string[]): string | undefined {
    return texts.find((text) => this.#take(text));
  }

  #takeBoth(first: string, second: string): boolean {
    if (this.#token.text !== first || this.#tokens[this.#at + 1]?.text !== second) return false;
    this.#at += 2;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new NotTranslated();
  }
}

const END: Token = { kind: 'end', text: '' };

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else']);

function translated(javascript: JavaScript | undefined): JavaScript {
  if (!javascript) throw new NotTranslated();
  return javascript;
}

/** `??`, `||` and `?:` bind more loosely than any operator of which this is an operand. */
const operand = (value: JavaScript): string => (/\?|\|\|/.test(value.code) ? tight(value) : value.code);

const KEYED: ReadonlySet<string> = new Set(['hostvars', 'groups', 'vars', 'ansible_facts']);

const contains = (item: JavaScript, holder: JavaScript): JavaScript =>
  KEYED.has(holder.code)
    ? compound(`${tight(item)} in ${holder.code}`)
    : atom(`${tight(holder)}.includes(${item.code})`);
