import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { YamlNode } from './node.ts';

type NodeOf<Kind extends YamlNode['kind']> = Extract<YamlNode, { kind: Kind }>;

const KINDS = { scalar: 'a single value', sequence: 'a list', mapping: 'a mapping' } as const;

/** The node, when it is of the kind that is wanted; otherwise reported, and undefined. */
export function expectKind<Kind extends YamlNode['kind']>(
  node: YamlNode,
  kind: Kind,
  what: string,
  diagnostics: DiagnosticList,
): NodeOf<Kind> | undefined {
  if (node.kind === kind) return node as NodeOf<Kind>;
  reportType(node, KINDS[kind], what, diagnostics);
  return undefined;
}

/** Text; a number or date counts as it is written (`version: 1.10`). A boolean or null must be quoted. */
export function readString(node: YamlNode, what: string, diagnostics: DiagnosticList): string | undefined {
  if (node.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean') {
    return typeof node.value === 'string' ? node.value : node.raw;
  }
  reportType(node, 'a string', what, diagnostics);
  return undefined;
}

export function readBoolean(node: YamlNode, what: string, diagnostics: DiagnosticList): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  reportType(node, 'true or false', what, diagnostics);
  return undefined;
}

export function readInteger(node: YamlNode, what: string, diagnostics: DiagnosticList): number | undefined {
  if (node.kind === 'scalar' && Number.isSafeInteger(node.value)) return node.value as number;
  reportType(node, 'a whole number', what, diagnostics);
  return undefined;
}

/** A list of strings; one string alone is a list of one. */
export function readStrings(node: YamlNode, what: string, diagnostics: DiagnosticList): string[] | undefined {
  if (node.kind === 'mapping') {
    reportType(node, 'a string or a list of strings', what, diagnostics);
    return undefined;
  }
  const items = node.kind === 'sequence' ? node.items : [node];
  const strings = items.map((item) => readString(item, what, diagnostics));
  return strings.includes(undefined) ? undefined : (strings as string[]);
}

/** Reports that a value is of another type than it should be: `hosts must be a string, not a list`. */
export function reportType(node: YamlNode, wanted: string, what: string, diagnostics: DiagnosticList): void {
  diagnostics.error({
    code: 'wrong-type',
    summary: `${what} must be ${wanted}, not ${describeNode(node)}`,
    range: node.range,
  });
}

/** What a node is, in words: `a list`, `nothing`, `the number 3`, `the string "x"`. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== 'scalar') return KINDS[node.kind];
  const { value, raw, tag } = node;
  if (tag === 'vault' || node.range.source.secret) return 'an encrypted value';
  if (value === null) return raw === '' ? 'nothing' : raw;
  if (typeof value === 'boolean') return raw === String(value) ? raw : `${raw} (which YAML reads as ${String(value)})`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${raw}`;
  if (value instanceof Date) return `the date ${raw}`;
  return value instanceof Uint8Array ? 'bytes' : `the string ${JSON.stringify(shorten(value))}`;
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
