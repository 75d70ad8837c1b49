import type { Mistake } from './parse/mistake.ts';
import type { Problem } from './parse/problem.ts';

/** A correction of an expression or template that could not be parsed, if the mistake shows it. */
export function suggestCorrection({ code, mistake, start, end }: Problem, text: string): string | undefined {
  if (code === 'expression-forbidden') return suggestAllowed(text.slice(start, end));
  switch (mistake?.kind) {
    case undefined:
      return undefined;
    case 'empty':
      return 'Write what is to be printed between the tags, such as `<%= inventory_hostname %>`.';
    case 'incomplete':
      return complete(text, start);
    case 'surplus':
      return suggestOperator(codeOf(text, start), tokenAt(text, start));
    case 'unexpected':
      return suggestToken(tokenAt(text, start));
    case 'character':
      return suggestCharacter(text, start);
    case 'expected':
      return suggestExpected(mistake, text, start);
    case 'open-comment':
      return 'Close it with `#}`.';
    case 'open-block':
      return `Write \`{% ${mistake.end} %}\` where the block ends.`;
    case 'stray-word':
      return `Remove \`{% ${mistake.word} %}\`, or open its block above, as in \`{% ${openerOf(mistake.word)} ... %}\`.`;
    case 'stray-bracket':
      return mistake.expected === undefined ? suggestEnd(text, start) : `Write \`${mistake.expected}\` before it.`;
    case 'unknown-statement':
      return 'The statements are if, for, set, block, include, import, from, extends, macro, call, filter, with, raw.';
  }
}

/** A brace that is left may be half of the tag's end. */
function suggestEnd(text: string, start: number): string {
  const isHalf = text.charAt(start) === '}' && !/^[^{]*[}%]\}/.test(text.slice(start + 1));
  return (isHalf ? closeTag(text.slice(0, start)) : undefined) ?? `Remove \`${text.charAt(start)}\`.`;
}

/** The statement that opens the block which this word closes. */
const openerOf = (word: string): string => (word.startsWith('el') ? 'if' : word.replace(/^end/, ''));

/** Closes open brackets and quotes of an expression; otherwise removes a trailing operator. */
function complete(text: string, start: number): string | undefined {
  const code = codeOf(text, start);
  const closed = closeCode(code);
  if (closed !== undefined && closed.length <= MOST_SHOWN) return `Close what is open: \`${closed}\`.`;
  const operator = /(?:[-+*/%<>=!&|?:,.]+|\b(?:and|or|not|in|is))\s*$/.exec(code)?.[0].trim();
  return operator && `Write what follows \`${operator}\`, or remove it.`;
}

const suggestOperator = (code: string, token: string): string => {
  const before = code.slice(0, code.lastIndexOf(token)).trim();
  const isWord = /^[\w'"]/.test(token) && before !== '' && before.length < MOST_SHOWN;
  return isWord
    ? `Remove \`${token}\`, or write an operator before it, as in \`${before} + ${token}\`.`
    : `Remove \`${token}\`: the expression is complete before it.`;
};

function suggestToken(token: string): string | undefined {
  if (token === '') return undefined;
  if (STATEMENTS.includes(token))
    return `\`${token}\` begins a statement, and an expression computes one value; in a template write \`<% ${token} ... { %>\`.`;
  return `Remove \`${token}\`, or write the value that is missing before it.`;
}

const STATEMENTS = [
  'while',
  'for',
  'if',
  'switch',
  'return',
  'const',
  'let',
  'var',
  'function',
  'class',
  'try',
  'throw',
];

function suggestExpected({ wanted, atEnd }: Expected, text: string, start: number): string | undefined {
  const token = tokenAt(text, start);
  if (token === '' || (atEnd && wanted === 'variable_end')) return closeTag(text);
  if (atEnd && wanted === 'expression') return complete(text, start);
  if (text.slice(0, start).trimEnd().endsWith('else') && token === 'if') return 'Write `elif` for `else if`.';
  const [, word] = /^name:(.+)$/.exec(wanted) ?? [];
  if (word !== undefined && /^\w/.test(token)) return `Write \`${word}\` in place of \`${token}\`.`;
  const [, braced] = /\{\{\{([^{}]*)\}?$/.exec(text.slice(0, start)) ?? [];
  if (braced !== undefined) return `Write two braces: \`{{ ${braced.trim()} }}\`.`;
  if ((wanted === 'variable_end' || wanted === 'block_end') && /^\w/.test(token))
    return suggestOperator(codeOf(text, start), token);
  return `Remove \`${token}\`, or write what is missing before it.`;
}

type Expected = Extract<Mistake, { kind: 'expected' }>;

/** Closes the last tag of a template. */
function closeTag(text: string): string | undefined {
  const opening = Math.max(text.lastIndexOf('{{'), text.lastIndexOf('{%'));
  if (opening < 0) return complete(text, text.length);
  return `Close the tag with \`${text.startsWith('{{', opening) ? '}}' : '%}'}\`.`;
}

/** A character of another language, or of a word processor. */
function suggestCharacter(text: string, start: number): string {
  const character = text.charAt(start);
  const meant = TYPOGRAPHY[character];
  if (meant !== undefined) return `Write \`${meant}\` in place of \`${character}\`.`;
  if (/\s/.test(character)) return 'Write an ordinary space: this one is a no-break space, or another special one.';
  if (character === '?') return 'Write `a if condition else b` for `condition ? a : b`.';
  const sign = /^(?:&&|\|\||===|!==|[&|!])/.exec(text.slice(start))?.[0] ?? '';
  const word = WORDS[sign];
  return word === undefined
    ? `Remove \`${character}\`, or put the text around it in quotes.`
    : `Write \`${word}\` in place of \`${sign}\`.`;
}

/** What word processors make of quotes and dashes. */
const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u2018': "'",
  '\u2019': "'",
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
};

/** Jinja's words for operators of JavaScript. */
const WORDS: Readonly<Record<string, string>> = {
  '&&': 'and',
  '&': 'and',
  '||': 'or',
  '|': 'or',
  '!': 'not',
  '===': '==',
  '!==': '!=',
};

const suggestAllowed = (code: string): string => {
  const shown = code.length > MOST_SHOWN ? `${code.slice(0, MOST_SHOWN)}...` : code;
  return `Remove \`${shown.replaceAll(/\s+/g, ' ')}\`: \`provision docs expressions\` lists what an expression may use.`;
};

const MOST_SHOWN = 80;

const tokenAt = (text: string, start: number): string =>
  /^(?:[\w$]+|"[^"]*"|'[^']*'|\S)/.exec(text.slice(start))?.[0] ?? '';

/** The code of the tag around an offset, or the whole text if it has no tags. */
function codeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const opening = Math.max(before.lastIndexOf('<%'), before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  const rest = text.slice(opening < 0 ? 0 : opening).replace(/^(?:<%[=_#-]?|\{\{-?|\{%-?)/, '');
  return (/^[^]*?(?=[-_]?%>|-?\}\}|-?%\})/.exec(rest)?.[0] ?? rest).trim();
}

/** A piece of code with its brackets and quotes closed; undefined if none are open. */
function closeCode(code: string): string | undefined {
  const stack: string[] = [];
  let quote = '';
  for (let i = 0; i < code.length; i++) {
    const character = code.charAt(i);
    if (quote !== '') {
      if (character === '\\') i++;
      else if (character === quote) quote = '';
    } else if (/["'`]/.test(character)) quote = character;
    else if (/[([{]/.test(character)) stack.push(CLOSING[character] ?? '');
    else if (/[)\]}]/.test(character)) stack.pop();
  }
  return quote === '' && stack.length === 0 ? undefined : code + quote + stack.reverse().join('');
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
