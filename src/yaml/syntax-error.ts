import type { YAMLException } from 'js-yaml';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';

/** A parser's exception as a diagnostic that speaks of what the user wrote rather than of the parser's state. */
export function explainSyntaxError(exception: YAMLException, source: SourceFile): Omit<Diagnostic, 'severity'> {
  const offset = Math.min(exception.mark?.position ?? 0, source.text.length);
  const line = lineAround(source.text, offset);
  const found = CAUSES.find(({ applies }) => applies(line, exception.reason));
  const start = found?.at?.(line) ?? offset;
  return {
    code: 'yaml-syntax',
    summary: found?.summary ?? capitalize(exception.reason),
    // A suggestion quotes the line, which must not be shown when the file was encrypted.
    suggestion: source.secret ? undefined : found?.suggestion?.(line),
    range: { source, start, end: start + 1 },
  };
}

interface Line {
  readonly start: number;
  readonly text: string;
  /** The nearest line above that isn't blank. */
  readonly above: string;
  readonly aboveStart: number;
  /** What follows the first `key:` or `-`, and where it starts. */
  readonly value: string;
  readonly valueStart: number;
}

interface Cause {
  readonly applies: (line: Line, reason: string) => boolean;
  readonly summary: string;
  readonly suggestion?: (line: Line) => string;
  readonly at?: (line: Line) => number;
}

const isPlainValue = (line: Line): boolean => /^[^"'|>[{&*!#\s]/.test(line.value);
const quoted = (line: Line): string => `Quote the whole value: ${quote(line.value)}`;

/** A tag in double quotes that holds such quotes itself. */
const QUOTED_TAG = /"[^"]*(<%(?:(?!%>).)*"(?:(?!%>).)*%>)/;

const CAUSES: readonly Cause[] = [
  {
    applies: (_line, reason) => /^nesting exceeded/i.test(reason),
    summary: 'Lists and mappings are nested more than 100 deep',
  },
  {
    applies: (line) => /^ *\t/.test(line.text),
    summary: 'A tab is used for indentation',
    suggestion: () => 'YAML is indented with spaces only: replace the tab by two spaces for each level.',
    at: (line) => line.start + line.text.indexOf('\t'),
  },
  {
    applies: (line) => line.value.startsWith('{{'),
    summary: 'A value that starts with {{ is read as a mapping, and what follows does not fit',
    suggestion: (line) =>
      `Expressions are written as <%= %>: ${quote(line.value.replace(/\{\{(.*?)\}\}/g, '<%=$1%>'))}`,
    at: (line) => line.valueStart,
  },
  {
    applies: (line) => /^["'].*["']\s*[^\s,\]}#]/.test(line.value),
    summary: 'Text follows the closing quote of a value',
    suggestion: () => 'Put the quotes around the whole value, or around none of it.',
  },
  {
    applies: (line, reason) =>
      reason.includes('quoted scalar') || hasOpenQuote(line.value) || hasOpenQuote(valueOf(line.above)),
    summary: 'A quote that is opened is not closed',
    suggestion: () =>
      'Close the quote; inside double quotes a quote is written \\", inside single quotes it is doubled.',
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
    applies: (line, reason) => reason.includes('multiline key') || startsAsText(line),
    summary: 'A key lacks its colon',
    suggestion: (line) =>
      `Write a colon and a space after the key: ${withColon(line.above.replace(/^\s*(?:- +)*/, ''))}`,
    at: (line) => line.aboveStart + line.above.search(/[^\s-]/),
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
      `Write single quotes within it: ${QUOTED_TAG.exec(line.text)?.[1]?.replaceAll('"', "'") ?? ''}`,
    at: (line) => line.start + line.text.search(/<%/),
  },
  {
    applies: (_line, reason) => /flow collection|deficient indentation|missed comma/.test(reason),
    summary: 'A list [ ] or mapping { } is not closed, or a comma is missing in it',
    suggestion: () => 'Close every [ with ] and every { with }, and separate the entries by commas.',
  },
  {
    applies: (line, reason) =>
      indentOf(line.text) > indentOf(line.above) &&
      /^\s*[^\s#:]+:\s+[^\s#|>]/.test(line.above) &&
      reason.includes('indentation'),
    summary: 'This line is indented below a key that has a value already',
    suggestion: () => 'Indent it like the line above, or move the value of that key to a separate line.',
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: (_line, reason) =>
      /end of the stream or a document separator|bad indentation|':' after a mapping key/.test(reason),
    summary: 'The indentation does not fit the lines above, or a key lacks its colon',
    suggestion: () =>
      'Entries of one list or mapping start in the same column; a key is followed by a colon and a space.',
    at: (line) => line.start + indentOf(line.text),
  },
  {
    applies: (_line, reason) => reason.includes('whitespace character is expected after the key-value'),
    summary: 'A space is missing after the colon',
  },
];

function lineAround(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const before = text.slice(0, start).trimEnd();
  const aboveStart = before.lastIndexOf('\n') + 1;
  const above = before.slice(aboveStart);
  const value = valueOf(line);
  return { start, text: line, above, aboveStart, value, valueStart: start + line.trimEnd().length - value.length };
}

const valueOf = (line: string): string => line.replace(/^\s*(?:- +)*(?:[^\s:"'{[][^:]*:\s+)?/, '').trimEnd();
const indentOf = (line: string): number => line.search(/[^ ]|$/);
const quote = (value: string): string => (value.includes("'") ? JSON.stringify(value) : `'${value}'`);
/** An item that begins with a word or two where the next line is a key: `- hosts all`. */
const startsAsText = ({ above, text }: Line): boolean =>
  /^\s*(?:- +)+[\w-]+(?: +[^\s:]+)?\s*$/.test(above) &&
  /^ +[\w-]+:(?:\s|$)/.test(text) &&
  indentOf(text) > indentOf(above);

/** `become yes` as `become: yes`. */
const withColon = (line: string): string =>
  line.replace(/^(\S+) *(.*)$/, (_, key: string, value: string) => `${key}: ${value}`).trim();
const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function hasOpenQuote(value: string): boolean {
  const mark = value[0];
  if (mark !== '"' && mark !== "'") return false;
  return (value.split(mark).length - 1) % 2 === 1;
}
