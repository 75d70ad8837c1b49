import type { Problem } from './parse/problem.ts';

/** A correction of an expression or template that could not be parsed, if the mistake shows it. */
export function suggestCorrection({ code, summary, start, end }: Problem, text: string): string | undefined {
  if (code === 'expression-forbidden') return suggestAllowed(text.slice(start, end));
  const [, missing] = /is not closed: (\w+) is missing/.exec(summary) ?? [];
  if (missing !== undefined) return `Write \`{% ${missing} %}\` where the block ends.`;
  const [, stray] = /^This (\w+) closes nothing/.exec(summary) ?? [];
  if (stray !== undefined)
    return `Remove \`{% ${stray} %}\`, or open its block above, as in \`{% ${openerOf(stray)} ... %}\`.`;
  return CORRECTIONS.find(([pattern]) => pattern.test(summary))?.[1](text, start, summary);
}

/** The statement that opens the block which this word closes. */
const openerOf = (word: string): string => (word.startsWith('el') ? 'if' : word.replace(/^end/, ''));

type Correction = (text: string, start: number, summary: string) => string | undefined;

const CORRECTIONS: readonly (readonly [RegExp, Correction])[] = [
  [/no expression here/, () => 'Write what is to be printed between the tags, such as `<%= inventory_hostname %>`.'],
  [/ends too early|Unterminated (string|template)/, complete],
  [/should end here/, (text, start) => suggestOperator(codeOf(text, start), tokenAt(text, start))],
  [/^Unexpected token/, (text, start) => suggestToken(tokenAt(text, start))],
  [/Unexpected keyword|reserved word|is reserved/, (text, start) => suggestToken(tokenAt(text, start))],
  [/comment is not closed/, () => 'Close it with `#}`.'],
  [
    /^There is no statement/,
    () => 'The statements are if, for, set, block, include, import, from, extends, macro, call, filter, with, raw.',
  ],
  [
    /closes nothing; . is expected/,
    (_text, _start, summary) => `Write \`${/; (.) is/.exec(summary)?.[1] ?? ''}\` before it.`,
  ],
  [/end of the text is found where/, closeTag],
  [/is found where .* is expected/, suggestExpected],
  [/has no meaning here/, suggestWord],
  [/nested (more than|too deep)/, () => undefined],
];

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

function suggestExpected(text: string, start: number, summary: string): string | undefined {
  const closing = /where (.+?) is expected/.exec(summary)?.[1] ?? '';
  if (/\}\}|%\}/.test(closing)) return `Write \`${closing.replace(/^.*?([-+]?[}%]\}).*$/, '$1')}\` before it.`;
  const token = tokenAt(text, start);
  if (token === '') return complete(text, start);
  const code = codeOf(text, start);
  const isWord = closing.startsWith('the end') && /^\w/.test(token);
  return isWord ? suggestOperator(code, token) : `Remove \`${token}\`, or write what is missing before it.`;
}

/** Closes the last tag of a template. */
function closeTag(text: string): string | undefined {
  const opening = Math.max(text.lastIndexOf('{{'), text.lastIndexOf('{%'));
  if (opening < 0) return complete(text, text.length);
  return `Close the tag with \`${text.startsWith('{{', opening) ? '}}' : '%}'}\`.`;
}

/** Jinja's word for an operator of JavaScript. */
function suggestWord(text: string, start: number): string {
  const sign = /^(?:&&|\|\||===|!==|[&|!])/.exec(text.slice(start))?.[0] ?? '';
  const word = WORDS[sign];
  return word === undefined
    ? `Remove \`${text.charAt(start)}\`, or put the text around it in quotes.`
    : `Write \`${word}\` in place of \`${sign}\`.`;
}

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
export function closeCode(code: string): string | undefined {
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
