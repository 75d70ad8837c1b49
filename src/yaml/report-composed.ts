import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean, listed } from '../diagnostic/suggest.ts';

const textOf = ({ source, start, end }: SourceRange): string => source.text.slice(start, end);

const TAGS = ['!vault', '!unsafe', '!!str', '!!int', '!!float', '!!bool', '!!null', '!!timestamp', '!!binary'];

/** Reports a tag that is unknown or does not fit its value. In an encrypted file it is not shown: a password may begin like one. */
export function reportTag(range: SourceRange, diagnostics: DiagnosticList): void {
  const tag = range.source.secret ? undefined : textOf(range);
  const known = `Known are ${listed(TAGS)}.`;
  diagnostics.error({
    code: 'yaml-tag',
    summary: `The tag${tag === undefined ? '' : ` ${tag}`} is not known, or the value does not fit it`,
    suggestion:
      tag === undefined
        ? `If it is no tag but a value that begins with !, put it in quotes. ${known}`
        : (didYouMean(tag, TAGS) ?? known),
    range,
  });
}

/** Reports an alias of no anchor. In an encrypted file it is not shown: a password may begin like one. */
export function reportAlias(
  name: string,
  anchors: Iterable<string>,
  range: SourceRange,
  diagnostics: DiagnosticList,
): void {
  const isSecret = range.source.secret === true;
  diagnostics.error({
    code: 'yaml-syntax',
    summary: isSecret ? 'There is no anchor above this alias' : `There is no anchor &${name} above this alias`,
    suggestion: isSecret
      ? 'If it is no alias but a value that begins with *, put it in quotes.'
      : (didYouMean(name, anchors) ?? `Write \`&${name}\` before the value that is meant, above this line.`),
    range,
  });
}

/** Reports an alias that makes the document too large. */
export function reportLargeAliases(name: string, range: SourceRange, diagnostics: DiagnosticList): void {
  diagnostics.error({
    code: 'yaml-syntax',
    summary: 'Aliases make this file too large',
    suggestion: `Write the values out in place of ${range.source.secret ? 'this one' : `\`*${name}\``}, or repeat it less often.`,
    range,
  });
}

/** Reports the second document of a file; `rest` is the text after the first. */
export function reportSecondDocument(rest: SourceRange, diagnostics: DiagnosticList): void {
  const start = rest.start + Math.max(textOf(rest).search(/^---/m), 0);
  diagnostics.error({
    code: 'yaml-syntax',
    summary: 'A second document starts here; a file holds one',
    suggestion: 'Remove the line `---`, or move the text after it to a separate file.',
    range: { ...rest, start, end: start + 3 },
  });
}

/** Warns about a plain text over several lines, one of which looks like a list item. */
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

/** Warns of a vault without its tag, which would be used as it stands. */
export function warnOfVault(range: SourceRange, diagnostics: DiagnosticList): void {
  diagnostics.warning({
    code: 'vault-unreadable',
    summary: 'This is the text of a vault, but it has no tag, so it is not decrypted',
    suggestion: 'Write `!vault |` after the colon.',
    range: { ...range, end: Math.min(range.end, range.start + 1) },
  });
}
