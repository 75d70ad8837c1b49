import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import { expectKind } from './read-value.ts';
import { keyText } from './mapping.ts';
import type { YamlEntry, YamlMapping, YamlNode } from './node.ts';

export interface MappingShape {
  /** What the mapping is, for messages: `a play`, `loop_control`. */
  readonly what: string;
  /** What a value of another kind is to be replaced by, as YAML. */
  readonly example?: string | undefined;
  /** The keys that it may have; absent: any. */
  readonly known?: readonly string[] | undefined;
  readonly required?: readonly string[] | undefined;
  /** A line that gives a required key: `hosts: all`. */
  readonly examples?: Readonly<Record<string, string>> | undefined;
  /** Advice for a key that is not known, better than the nearest name: an Ansible word that is not supported, for one. */
  readonly advice?: ((key: string) => string | undefined) | undefined;
}

/** A mapping's entries by key. Reports another kind of node, and unknown and missing keys; unknown ones are left out. */
export function readMapping(
  node: YamlNode,
  shape: MappingShape,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, YamlEntry> | undefined {
  const mapping = expectKind(node, 'mapping', shape, diagnostics);
  if (!mapping) return undefined;
  const entries = new Map(mapping.entries.map((entry) => [keyText(entry.key), entry]));
  reportMissing(mapping, entries, shape, diagnostics);
  for (const [key, entry] of entries) {
    if (!shape.known || shape.known.includes(key)) continue;
    reportUnknown(key, entry, shape, diagnostics);
    entries.delete(key);
  }
  return entries;
}

function reportMissing(
  mapping: YamlMapping,
  entries: ReadonlyMap<string, YamlEntry>,
  { what, known = [], required = [], examples = {} }: MappingShape,
  diagnostics: DiagnosticList,
): void {
  const { source, start } = mapping.range;
  const range = mapping.entries[0]?.key.range ?? { source, start, end: start + 1 };
  for (const key of required) {
    if (entries.has(key)) continue;
    const suggestion = `Add \`${examples[key] ?? `${key}: value`}\`.`;
    // a key that is misspelled is told as such
    if ([...entries.keys()].some((given) => !known.includes(given) && nearest(given, known) === key)) continue;
    diagnostics.error({ code: 'missing-key', summary: `${what} needs the key ${key}`, suggestion, range });
  }
}

function reportUnknown(key: string, entry: YamlEntry, shape: MappingShape, diagnostics: DiagnosticList): void {
  const known = shape.known ?? [];
  diagnostics.error({
    code: 'unknown-key',
    summary: `${key} is not a key of ${shape.what}`,
    suggestion: shape.advice?.(key) ?? didYouMean(key, known) ?? `Known are ${[...known].sort().join(', ')}.`,
    range: entry.key.range,
  });
}
