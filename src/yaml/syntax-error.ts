import type { YAMLException } from 'js-yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { addCommas, columnOfList, correctIndent, dropBrackets, findOpenBracket } from './correct-line.ts';
import { hasOpenQuote, openBefore } from './open-quote.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';

/** Converts a parser's exception to a diagnostic about the user's text rather than the parser's state. */
export function explainSyntaxError(exception: YAMLException, source: SourceFile): Omit<Diagnostic, 'severity'> {
  const offset = Math.min(exception.mark?.position ?? 0, source.text.length);
  const line = lineAround(source.text, offset);
  const found = CAUSES.find(({ applies }) => applies(line, exception.reason));
  const start = found?.at?.(line) ?? offset;
  return {
    code: 'yaml-syntax',
    summary: found?.summary ?? capitalize(source.secret ? withoutText(exception.reason) : exception.reason),
    // A suggestion quotes the line, which must not be shown when the file was encrypted.
    suggestion: source.secret ? undefined : found?.suggestion?.(line),
    range: { source, start, end: start + 1 },
  };
}

/** A parser's reason without what it quotes from the file. */
const withoutText = (reason: string): string => reason.replace(/(?::| "| ').*$/s, '');

interface Line {
  readonly start: number;
  readonly text: string;
  /** The nearest non-blank line above. */
  readonly above: string;
  readonly aboveStart: number;
  /** The text after the first `key:` or `-`, and its offset. */
  readonly value: string;
  readonly valueStart: number;
  /** The whole text, and the offset where its parser stopped. */
  readonly whole: string;
  readonly offset: number;
}

interface Cause {
  readonly applies: (line: Line, reason: string) => boolean;
  readonly summary: string;
  readonly suggestion?: (line: Line) => string | undefined;
  readonly at?: (line: Line) => number;
}

const isPlainValue = (line: Line): boolean => /^[^"'|>[{&*!#\s]/.test(line.value);
const quoted = (line: Line): string => `Quote the whole value: \`${quote(line.value)}\`.`;

/** A tag in double quotes that itself contains double quotes. */
const QUOTED_TAG = /"[^"]*(<%(?:(?!%>).)*"(?:(?!%>).)*%>)/;

/** `- hosts:all`, in which YAML sees no key. */
/** A key right behind a dash, without which its line would begin an entry of a list. */
const JOINED_DASH = /^\s*-[A-Za-z_][\w.]*:(?:\s|$)/;
const JOINED = /^(\s*(?:- +)*[a-z][\w-]*:)([^\s/].*)$/;
/** Up to the first line of a vault that is not indented below its tag. */
const BARE_VAULT = /:[ \t]*!vault\b[^\n]*\n(?=\$ANSIBLE_VAULT;|-----BEGIN AGE)/;

const CAUSES: readonly Cause[] = [
  {
    applies: (_line, reason) => /^nesting exceeded/i.test(reason),
    summary: 'Lists and mappings are nested more than 100 deep',
  },
  {
    applies: (line, reason) => /^ *\t/.test(line.text) || reason.includes('tab characters'),
    summary: 'A tab is used for indentation',
    suggestion: (line) =>
      `YAML is indented with spaces only: replace the tab with two spaces${written(line.text.replace(/^(\s*-)\t/, '$1 ').replaceAll('\t', '  '))}.`,
    at: (line) => line.start + line.text.indexOf('\t'),
  },
  {
    applies: ({ text }) => /^\s*[^\S \t\r\n]/.test(text),
    summary: 'The indentation holds a blank that is no space, such as a no-break space',
    suggestion: ({ text }) =>
      `Replace it with a space${written(text.replace(/^\s+/, (blanks) => ' '.repeat(blanks.length)))}.`,
    at: ({ start, text }) => start + text.search(/[^\S \t]/),
  },
  {
    applies: (line) => line.value.startsWith('{{'),
    summary: 'A value that starts with {{ is read as a mapping, and what follows does not fit',
    suggestion: quoted,
    at: (line) => line.valueStart,
  },
  {
    applies: (line) => /^["'].*["']\s*[^\s,\]}#]/.test(line.value),
    summary: 'Text follows the closing quote of a value',
    suggestion: ({ value }) =>
      `Put the quotes around the whole value: \`${quote(/^(['"]).*\1$/.test(value) ? value.slice(1, -1) : value)}\`.`,
  },
  {
    applies: (line, reason) =>
      reason.includes('quoted scalar') || hasOpenQuote(line.value) || hasOpenQuote(valueOf(line.above)),
    summary: 'A quote that is opened is not closed',
    suggestion: ({ value, above }) => {
      const open = hasOpenQuote(value) || !hasOpenQuote(valueOf(above)) ? value : valueOf(above);
      const mark = open.startsWith("'") ? "'" : '"';
      const inside =
        mark === '"' ? 'inside double quotes a quote is written \\"' : "inside single quotes it is written ''";
      return `Close the quote${written(open + mark)}; ${inside}.`;
    },
    at: ({ value, valueStart, above, aboveStart }) => {
      if (!hasOpenQuote(value) && hasOpenQuote(valueOf(above)))
        return aboveStart + above.length - valueOf(above).length;
      return valueStart;
    },
  },
  {
    applies: (line) => /^[%@`]/.test(line.value),
    summary: 'A plain value cannot start with %, @ or `',
    suggestion: quoted,
    at: (line) => line.valueStart,
  },
  {
    applies: ({ value }, reason) => reason.includes('alias node') && /^[*&](?:$|[^\w-])/.test(value),
    summary: 'A plain value cannot start with * or &, which YAML reads as an alias or an anchor',
    suggestion: quoted,
    at: (line) => line.valueStart,
  },
  {
    applies: ({ above, text }) => JOINED.test(above) && /^ +[\w-]+:(?:\s|$)/.test(text),
    summary: 'A space is missing after the colon',
    suggestion: ({ above }) => `Write \`${above.trim().replace(JOINED, '$1 $2')}\`.`,
    at: ({ above, aboveStart }) => aboveStart + above.indexOf(':'),
  },
  {
    applies: ({ whole, offset }) => BARE_VAULT.test(whole.slice(0, offset)),
    summary: 'The lines of a vault are not indented',
    suggestion: () => 'Indent every line of the vault by two spaces more than the key that ends with `!vault |`.',
    at: ({ whole }) => (BARE_VAULT.exec(whole)?.index ?? 0) + (BARE_VAULT.exec(whole)?.[0].length ?? 0),
  },
  {
    applies: (line, reason) => reason.includes('multiline key') || startsAsText(line),
    summary: 'A key lacks its colon',
    suggestion: (line) =>
      `Write a colon and a space after the key: \`${withColon(line.above.replace(/^\s*(?:- +)*/, ''))}\`.`,
    at: (line) => line.aboveStart + line.above.search(/[^\s-]/),
  },
  {
    applies: (line, reason) => openBefore(line) !== undefined && !reason.includes('escape'),
    summary: 'A quote that is opened is not closed',
    suggestion: (line) => {
      const open = openBefore(line);
      return open && `Close it: \`${open.text}${open.mark}\`, or write a quote within the text twice.`;
    },
    at: (line) => openBefore(line)?.at ?? line.offset,
  },
  {
    applies: ({ above, text }) => JOINED_DASH.test(above) && indentOf(text) > indentOf(above),
    summary: 'A space is missing after the dash',
    suggestion: ({ above }) => `Write \`${above.trim().replace('-', '- ')}\`.`,
    at: ({ above, aboveStart }) => aboveStart + above.indexOf('-'),
  },
  {
    applies: (line, reason) => isDeeperKey(line) && /indentation|mapping/.test(reason),
    summary: 'This line is indented below a key that has a value already',
    suggestion: ({ text, above }) =>
      `Indent it like the first key of the entry above${written(' '.repeat(columnOfKey(above)) + text.trim())}.`,
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: ({ text }) => JOINED.test(text) && !/:\s/.test(text),
    summary: 'A space is missing after the colon',
    suggestion: ({ text }) => `Write \`${text.trim().replace(JOINED, '$1 $2')}\`.`,
    at: ({ text, start }) => start + text.indexOf(':'),
  },
  {
    applies: ({ text, whole, start }) => /^ +[\w-]+:(?:\s|$)/.test(text) && columnOfList(whole, start) !== undefined,
    summary: 'A key stands in the column of the entries of a list',
    suggestion: ({ text, whole, start }) =>
      `Indent it like the key of the list${written(' '.repeat(columnOfList(whole, start) ?? 0) + text.trim())}.`,
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: (line) => isPlainValue(line) && /:(\s|$)/.test(line.value),
    summary: 'A plain value holds a colon followed by a space, which YAML reads as a second key',
    suggestion: quoted,
    at: (line) => line.valueStart + line.value.search(/:(\s|$)/),
  },
  {
    applies: (line) => QUOTED_TAG.test(line.text),
    summary: 'A double quote within <% %> ends the value',
    suggestion: (line) =>
      `Write single quotes within it: \`${QUOTED_TAG.exec(line.text)?.[1]?.replaceAll('"', "'") ?? ''}\`.`,
    at: (line) => line.start + line.text.search(/<%/),
  },
  {
    applies: (_line, reason) => /flow collection|deficient indentation|missed comma/.test(reason),
    summary: 'A list [ ] or mapping { } is not closed, or a comma is missing in it',
    suggestion: suggestFlow,
    at: ({ whole, offset }) => findOpenBracket(whole, offset)?.at ?? offset,
  },
  {
    applies: (line, reason) =>
      indentOf(line.text) > indentOf(line.above) &&
      /^\s*[^\s#:]+:\s+[^\s#|>]/.test(line.above) &&
      reason.includes('indentation'),
    summary: 'This line is indented below a key that has a value already',
    suggestion: ({ above, text }) =>
      `Indent it like the line above${written(' '.repeat(indentOf(above)) + text.trim())}, or give \`${/^\s*(?:- +)*([^\s:]+:)/.exec(above)?.[1] ?? ''}\` no value of its own.`,
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: (_line, reason) =>
      /end of the stream or a document separator|bad indentation|':' after a mapping key/.test(reason),
    summary: 'The indentation does not fit the lines above, or a key lacks its colon',
    suggestion: suggestIndent,
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: (_line, reason) => reason.includes('whitespace character is expected after the key-value'),
    summary: 'A space is missing after the colon',
    suggestion: ({ text }) => `Write \`${text.trim().replace(/^((?:- )?[\w.-]+):(?=\S)/, '$1: ')}\`.`,
  },
  {
    applies: (_line, reason) => reason.includes('escape sequence') || reason.includes('hexadecimal'),
    summary: 'A backslash in double quotes begins an escape that YAML does not know',
    suggestion: ({ value }) =>
      value.startsWith('"') && !value.includes("'")
        ? `Use single quotes: \`'${value.replace(/^"|"$/g, '')}'\`.`
        : 'Write the backslash twice: `\\\\`.',
  },
  {
    applies: (_line, reason) => reason.includes('non-printable'),
    summary: 'The file holds a character that YAML does not allow',
    suggestion: () => 'Write it as an escape in double quotes, such as `"\\x1b"`, or remove it.',
  },
];

/** `tasks:` alone on a line, deeper than the key of the line above, which has a plain value: `- hosts: all`. */
const isDeeperKey = ({ text, above }: Line): boolean =>
  /^ +[\w-]+:(?:\s|$)/.test(text) &&
  /^\s*(?:- +)*[\w-]+:\s+[^\s"'|>[{&*!#]/.test(above) &&
  indentOf(text) > columnOfKey(above);

const columnOfKey = (line: string): number => line.search(/[^\s-]/);

/** A short corrected text: `: \`tasks: []\``; empty if it is too long. */
const written = (text: string): string => (text.length <= MOST_SHOWN ? `: \`${text}\`` : '');
const MOST_SHOWN = 100;

function suggestFlow({ whole, offset, value }: Line): string {
  const open = findOpenBracket(whole, offset);
  if (open && open.corrected.length <= MOST_SHOWN) return `Close it: \`${open.corrected}\`.`;
  const separated = addCommas(value);
  if (separated !== value && separated.length <= MOST_SHOWN) return `Separate the entries: \`${separated}\`.`;
  return `Close the \`${open ? (whole[open.at] ?? '[') : '['}\` with its counterpart, and separate the entries by commas.`;
}

function suggestIndent({ whole, start, text, above, value }: Line): string | undefined {
  if (/^\s*\[[\w:.-]+\]/.test(whole)) return 'The file looks like INI: give it the extension `.ini`, or none.';
  const key = text.trim();
  if (/^[\w-]+$/.test(key)) return `If it is a key, write \`${key}:\`; if it is an item of a list, write \`- ${key}\`.`;
  const fewer = dropBrackets(value);
  if (fewer !== value) return `Remove the bracket that closes nothing${written(fewer)}.`;
  if (/[|>][-+]?\s*$/.test(above))
    return `Indent the text below \`${above.trim().slice(-1)}\`${written(`${' '.repeat(indentOf(above) + 2)}${key}`)}.`;
  const corrected = correctIndent(whole, start);
  const same = 'Entries of one list or mapping start in the same column';
  return corrected
    ? `${same}: as in line ${corrected.as}${written(corrected.line)}.`
    : `${same}: make it an item${written(`- ${key}`)}, or give the list above a key.`;
}

function lineAround(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const before = text.slice(0, start).trimEnd();
  const aboveStart = before.lastIndexOf('\n') + 1;
  const above = before.slice(aboveStart);
  const value = valueOf(line);
  const valueStart = start + line.trimEnd().length - value.length;
  return { start, text: line, above, aboveStart, value, valueStart, whole: text, offset };
}

const valueOf = (line: string): string => line.replace(/^\s*(?:- +)*(?:[^\s:"'{[][^:]*:\s+)?/, '').trimEnd();
const indentOf = (line: string): number => line.search(/[^ ]|$/);
const quote = (value: string): string => (value.includes("'") ? JSON.stringify(value) : `'${value}'`);
/** A list item that begins with one or two words, while the next line is a key: `- hosts all`. */
const startsAsText = ({ above, text }: Line): boolean =>
  /^\s*(?:- +)+[\w-]+(?: +[^\s:]+)?\s*$/.test(above) &&
  /^ +[\w-]+:(?:\s|$)/.test(text) &&
  indentOf(text) > indentOf(above);

/** `become yes` as `become: yes`. */
const withColon = (line: string): string =>
  line.replace(/^([^\s:]+):? *(.*)$/, (_, key: string, value: string) => `${key}: ${value}`).trim();
const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
