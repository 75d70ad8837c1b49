/** A value in brackets with its missing closing brackets: `[a, {b: 1` as `[a, {b: 1}]`; undefined if it is complete. */
export function closeBrackets(value: string): string | undefined {
  const { stack, quote } = readFlow(value);
  if (quote !== '') {
    const end = /[\s\]}]*$/.exec(value)?.index ?? value.length;
    const quoted = value.slice(0, end) + quote + value.slice(end);
    return closeBrackets(quoted) ?? quoted;
  }
  if (stack.length === 0) return undefined;
  const body = value.trimEnd().replace(/,$/, '');
  return (
    body +
    stack
      .map((opened) => (opened === '[' ? ']' : /^\{(?: |$)/.test(body) && !body.endsWith('{') ? ' }' : '}'))
      .reverse()
      .join('')
  );
}

/** The open brackets at the end of a value. */
function readFlow(value: string): { stack: readonly string[]; quote: string } {
  const stack: string[] = [];
  let quote = '';
  let before = ' ';
  for (const character of value) {
    if (quote !== '') quote = character === quote && before !== '\\' ? '' : quote;
    else if (/["']/.test(character) && /[\s[{,:]/.test(before)) quote = character;
    else if (character === '[' || character === '{') stack.push(character);
    else if (character === ']' || character === '}') stack.pop();
    before = character;
  }
  return { stack, quote };
}

/** A mapping or list in brackets with commas between its entries: `{ a: 1, b: 2 }` for `{ a: 1 b: 2 }`. */
export const addCommas = (value: string): string => value.replace(/([^\s,{[:])[ \t]+(?=[\w-]+: )/g, '$1, ');

/** A value in brackets without surplus closing brackets at its end. */
export function dropBrackets(value: string): string {
  const opened = value.match(/[[{]/g)?.length ?? 0;
  const closed = value.match(/[\]}]/g)?.length ?? 0;
  return /^[[{]/.test(value) && closed > opened ? dropBrackets(value.replace(/[\]}]\s*$/, '')) : value;
}

export interface OpenBracket {
  /** Offset of the bracket in the text. */
  readonly at: number;
  readonly corrected: string;
}

/** The line at or above an offset whose value opens a bracket without closing it. */
export function findOpenBracket(text: string, offset: number): OpenBracket | undefined {
  let end = lineEnd(text, offset);
  for (let seen = 0; seen < MOST_LINES && end >= 0; seen++) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).replace(/\s+#.*$/, '');
    const at = /^[^"'[{#]*(?:^|[\s:-])(?=[[{])/.exec(line)?.[0].length;
    const corrected = at === undefined ? undefined : closeBrackets(line.slice(at));
    if (at !== undefined && corrected !== undefined) return { at: start + at, corrected };
    end = start - 1;
  }
  return undefined;
}

/** The columns where a line begins an item, or a key; `- name: x` begins both. */
function starts(line: string): { readonly indent: number; readonly isItem: boolean }[] {
  const indent = line.search(/[^ ]/);
  const dashes = /^ *((?:- +)+)(?=[\w-]+:)/.exec(line)?.[1];
  const isItem = line.trimStart().startsWith('- ');
  return [{ indent, isItem }, ...(dashes === undefined ? [] : [{ indent: indent + dashes.length, isItem: false }])];
}

const MOST_LINES = 200;

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/**
 * The line with the indentation of the nearest line above of the same kind (a list item or a key), and the number of that line. Without
 * an item above, the line is treated as a key.
 */
export function correctIndent(text: string, start: number): { line: string; as: number } | undefined {
  const own = text.slice(start, lineEnd(text, start));
  const isItem = own.trimStart().startsWith('- ');
  const above = text.slice(0, start).split('\n').slice(0, -1);
  const indent = own.search(/\S|$/);
  const peers = above
    .flatMap((line, i) => starts(line).map((start) => ({ as: i + 1, ...start })))
    .filter((line) => line.indent >= 0 && line.isItem === isItem)
    .slice(-MOST_LINES);
  const [best] = peers.reverse().sort((a, b) => Math.abs(a.indent - indent) - Math.abs(b.indent - indent));
  return best && { line: ' '.repeat(best.indent) + own.trim(), as: best.as };
}

/** The column of the key that a list belongs to, if the line at `start` stands in the column of the list's dashes. */
export function columnOfList(whole: string, start: number): number | undefined {
  const indent = whole.slice(start).search(/[^ ]/);
  const above = whole
    .slice(0, start)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .toReversed();
  const columns = above.map((line) => line.search(/[^ ]/));
  const entry = columns.findIndex((column) => column <= indent);
  if (columns[entry] !== indent || above[entry]?.[indent] !== '-') return undefined;
  const key = columns.findIndex((column) => column < indent);
  return above[key] === undefined ? undefined : above[key].search(/[^ -]/);
}
