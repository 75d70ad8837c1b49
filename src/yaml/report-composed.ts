import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean, listed } from '../diagnostic/suggest.ts';

const textOf = ({ source, start, end }: SourceRange): string => source.text.slice(start, end);

const TAGS = ['!vault', '!unsafe', '!!str', '!!int', '!!float', '!!bool', '!!null', '!!timestamp', '!!binary'];

/** Reports a tag that is unknown or does not fit its value. */
export function reportTag(range: SourceRange, diagnostics: DiagnosticList): void {
  diagnostics.error({
    code: 'yaml-tag',
    summary: `The tag ${textOf(range)} is not known, or the value does not fit it`,
    suggestion: didYouMean(textOf(range), TAGS) ?? `Known are ${listed(TAGS)}.`,
    range,
  });
}

/** Reports the second document of a file; `rest` is what follows the first. */
export function reportSecondDocument(rest: SourceRange, diagnostics: DiagnosticList): void {
  const start = rest.start + Math.max(textOf(rest).search(/^---/m), 0);
  diagnostics.error({
    code: 'yaml-syntax',
    summary: 'A second document starts here; a file holds one',
    suggestion: 'Remove the line `---`, or move what follows it to a file of its own.',
    range: { ...rest, start, end: start + 3 },
  });
}

/** Warns of a plain text over several lines, one of which looks like an item of a list. */
export function warnOfItem(range: SourceRange, diagnostics: DiagnosticList): void {
  const found = /\n[ \t]*-(?=[ \t])/.exec(textOf(range));
  if (!found) return;
  const end = range.start + found.index + found[0].length;
  diagnostics.warning({
    code: 'item-in-text',
    summary: 'This line is part of the text above it, not an item of a list',
    suggestion: 'Indent the line like the `- ` of its list above, or put the whole text in quotes.',
    range: { ...range, start: end - 1, end },
  });
}
