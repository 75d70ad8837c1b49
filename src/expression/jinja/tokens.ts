export interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'operator' | 'end';
  readonly text: string;
}

const PATTERN =
  /\s*(?:([A-Za-z_]\w*)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|(==|!=|<=|>=|\/\/|\*\*|[-+*/%~<>=|.,:()[\]{}]))/y;

/** The tokens of a Jinja expression, or undefined where there is something else in it. */
export function tokenizeJinja(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    if (!match) return undefined;
    tokens.push(tokenOf(match));
    at = PATTERN.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function tokenOf([, name, string, number, operator = '']: RegExpExecArray): Token {
  if (name !== undefined) return { kind: 'name', text: name };
  if (string !== undefined) return { kind: 'string', text: string };
  return number !== undefined ? { kind: 'number', text: number } : { kind: 'operator', text: operator };
}
