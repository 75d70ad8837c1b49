import { pathToFileURL } from 'node:url';
import { isAbsolute } from 'node:path';
import { CATALOGUE } from '../../diagnostic/catalogue.ts';
import type { Diagnostic, TextEdit } from '../../diagnostic/diagnostic.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import { positionAt } from '../../diagnostic/source-range.ts';

export interface SarifOptions {
  readonly mask: (text: string) => string;
  /** Version of the program. */
  readonly version: string;
}

/** Renders findings as a SARIF 2.1.0 log (OASIS) for code scanning. Paths are relative to the project, positions in UTF-16 code units. */
export function renderSarif(items: readonly Diagnostic[], { mask, version }: SarifOptions): string {
  const codes = [...new Set(items.map(({ code }) => code))].sort();
  const driver = { name: 'provision', version, rules: codes.map(ruleOf) };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results: items.map((item) => resultOf(item, mask)) };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(code: Diagnostic['code']): object {
  const { title, explanation } = CATALOGUE[code];
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: `${explanation} In the terminal: provision docs ${code}.` },
  };
}

function resultOf(
  { code, severity, summary, detail, suggestion, range, fix }: Diagnostic,
  mask: SarifOptions['mask'],
): object {
  const text = [summary, detail, suggestion].filter((part) => part !== undefined).join('\n');
  return {
    ruleId: code,
    level: severity,
    message: { text: mask(text) },
    locations: range ? [{ physicalLocation: { artifactLocation: artifact(range), region: region(range) } }] : [],
    ...(fix && isPublic(fix, mask) && { fixes: [fixOf(fix)] }),
  };
}

/** A fix can't be masked, as it would write the mask. */
const isPublic = ({ range, text }: TextEdit, mask: SarifOptions['mask']): boolean =>
  range.source.secret !== true && mask(text) === text;

const fixOf = ({ range, text }: TextEdit): object => ({
  description: { text: `Write ${text}` },
  artifactChanges: [
    { artifactLocation: artifact(range), replacements: [{ deletedRegion: region(range), insertedContent: { text } }] },
  ],
});

function artifact({ source: { path } }: SourceRange): object {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** The region of a finding; the first line for a file of which only the path is known. */
function region({ source, start, end }: SourceRange): object {
  if (source.text === '') return { startLine: 1 };
  const [from, to] = [positionAt(source, start), positionAt(source, Math.max(start, end))];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}
