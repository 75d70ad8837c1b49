import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { Choice } from '../values/choice.ts';
import { namesOf } from '../values/choice.ts';
import type { YamlNode } from './node.ts';
import { suggestKind, writeLine } from './suggest-value.ts';
import type { Wanted, WantedKind } from './suggest-value.ts';

type NodeOf<Kind extends YamlNode['kind']> = Extract<YamlNode, { kind: Kind }>;

const KINDS = { scalar: 'a single value', sequence: 'a list', mapping: 'a mapping' } as const;
const REWRITTEN = { scalar: 'text', sequence: 'list', mapping: 'mapping' } as const;

/** The purpose of a node, in words, with an example in YAML: the corrected line of a message. */
export interface Subject {
  readonly what: string;
  readonly example?: string | undefined;
}

/** Returns the node if it has the expected kind; otherwise reports it and returns undefined. */
export function expectKind<Kind extends YamlNode['kind']>(
  node: YamlNode,
  kind: Kind,
  subject: string | Subject,
  diagnostics: DiagnosticList,
): NodeOf<Kind> | undefined {
  if (node.kind === kind) return node as NodeOf<Kind>;
  const { what, example } = typeof subject === 'string' ? { what: subject, example: undefined } : subject;
  reportType(node, { text: KINDS[kind], kind: REWRITTEN[kind], example }, what, diagnostics);
  return undefined;
}

/** A text; a number or date counts as written (`version: 1.10`). A boolean or null must be quoted. */
export function readString(node: YamlNode, what: string, diagnostics: DiagnosticList): string | undefined {
  if (node.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean') {
    return typeof node.value === 'string' ? node.value : node.raw;
  }
  reportType(node, 'text', what, diagnostics);
  return undefined;
}

export function readBoolean(node: YamlNode, what: string, diagnostics: DiagnosticList): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  reportType(node, 'flag', what, diagnostics);
  return undefined;
}

export function readInteger(node: YamlNode, what: string, diagnostics: DiagnosticList): number | undefined {
  if (node.kind === 'scalar' && Number.isSafeInteger(node.value)) return node.value as number;
  reportType(node, 'count', what, diagnostics);
  return undefined;
}

/** A text among those of the choice; another one is reported with all of them, and the closest. */
export function readChoice(
  node: YamlNode,
  what: string,
  choice: Choice,
  diagnostics: DiagnosticList,
): string | undefined {
  const text = readString(node, what, diagnostics);
  if (text === undefined || namesOf(choice).includes(text)) return text;
  diagnostics.error({
    code: 'wrong-value',
    summary: `${what} must be one of ${choice.choices.join(', ')}, not ${describeNode(node)}`,
    suggestion: didYouMean(text, namesOf(choice)) ?? writeLine(node, choice.choices[0] ?? ''),
    range: node.range,
  });
  return undefined;
}

/** A list of strings; a single string is a list of one. */
export function readStrings(node: YamlNode, what: string, diagnostics: DiagnosticList): string[] | undefined {
  if (node.kind === 'mapping') {
    reportType(node, 'texts', what, diagnostics);
    return undefined;
  }
  const items = node.kind === 'sequence' ? node.items : [node];
  const strings = items.map((item) => readString(item, what, diagnostics));
  return strings.includes(undefined) ? undefined : (strings as string[]);
}

const WORDS: Readonly<Record<WantedKind, string>> = {
  text: 'a string',
  texts: 'a string or a list of strings',
  flag: 'true or false',
  count: 'a whole number',
  list: 'a list',
  mapping: 'a mapping',
};

/**
 * Reports that a value has the wrong type: `hosts must be a string, not a list`, with the corrected line: an example,
 * or the value itself converted to the expected kind.
 */
export function reportType(
  node: YamlNode,
  wanted: WantedKind | Wanted,
  what: string,
  diagnostics: DiagnosticList,
): void {
  const { text, kind, example }: Wanted = typeof wanted === 'string' ? { text: WORDS[wanted], kind: wanted } : wanted;
  diagnostics.error({
    code: 'wrong-type',
    summary: `${what} must be ${text}, not ${describeNode(node)}`,
    suggestion: example === undefined ? kind && suggestKind(node, kind) : writeLine(node, example),
    range: node.range,
  });
}

/** Describes a node: `a list`, `nothing`, `the number 3`, `the string "x"`. */
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
