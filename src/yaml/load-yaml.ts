import { EVENT_ID, YAMLException, parseEvents } from 'js-yaml';
import type { Event } from 'js-yaml';
import { noteWritten } from '../controller/written-paths.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { composeYaml } from './compose.ts';
import type { YamlNode } from './node.ts';
import { explainSyntaxError } from './syntax-error.ts';
import { openSource } from './vaulted.ts';
import type { VaultOptions } from './vaulted.ts';

export type LoadYamlOptions = VaultOptions;

/**
 * Reads one YAML document with the place of every node. A file that is a vault as a whole is decrypted first.
 * Undefined when it isn't well-formed, which is then in `diagnostics`; an empty file is a null scalar.
 */
export function loadYaml(
  source: SourceFile,
  options: LoadYamlOptions,
  diagnostics: DiagnosticList,
): YamlNode | undefined {
  const plain = openSource(source, options, diagnostics);
  if (plain === undefined) return undefined;
  noteWritten(plain.text);
  const events = tryParse(plain, diagnostics);
  if (!events || isTooDeep(events)) {
    if (events) reportDepth(plain, diagnostics);
    return undefined;
  }
  return composeYaml(plain, events, options, diagnostics);
}

/** Every reader of a tree goes down into it, and each has only so much stack. */
const MAX_DEPTH = 200;

function isTooDeep(events: readonly Event[]): boolean {
  let depth = 0;
  for (const { type } of events) {
    if (type === EVENT_ID.POP) depth--;
    else if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) depth++;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function reportDepth(source: SourceFile, diagnostics: DiagnosticList): void {
  const start = Math.max(0, source.text.search(/[[{](?:\s*[[{]){20}|^(?:- ){20}|^ {40}/m));
  diagnostics.error({
    code: 'yaml-syntax',
    summary: `Lists and mappings are nested more than ${MAX_DEPTH} deep`,
    range: { source, start, end: start + 1 },
  });
}

function tryParse(source: SourceFile, diagnostics: DiagnosticList): Event[] | undefined {
  try {
    return parseEvents(source.text, {});
  } catch (error) {
    if (error instanceof RangeError) reportDepth(source, diagnostics);
    else if (error instanceof YAMLException) diagnostics.error(explainSyntaxError(error, source));
    else throw error;
    return undefined;
  }
}
