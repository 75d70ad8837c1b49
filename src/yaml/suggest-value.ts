import { nearest } from '../diagnostic/suggest.ts';
import { toFlag } from '../values/to-flag.ts';
import { keyText } from './mapping.ts';
import type { YamlNode } from './node.ts';

/** The required form of a value: a description, and either a kind that other values can be rewritten to, or an example in YAML. */
export interface Wanted {
  readonly text: string;
  readonly kind?: WantedKind | undefined;
  readonly example?: string | undefined;
}

/** The kinds to which a value can be converted. */
export type WantedKind = 'text' | 'texts' | 'flag' | 'count' | 'list' | 'mapping';

/**
 * The corrected line for a value of the wrong kind: the value itself in the expected form if possible, otherwise an example. Contains
 * nothing from an encrypted value.
 */
export function suggestKind(node: YamlNode, kind: WantedKind): string {
  const isSecret = node.range.source.secret === true || (node.kind === 'scalar' && node.tag === 'vault');
  const own = isSecret ? undefined : REWRITES[kind](node);
  if (own !== undefined && own.length <= MOST_COLUMNS) return writeLine(node, own);
  if (kind === 'list' && node.kind === 'mapping') {
    const first = isSecret ? undefined : node.entries[0]?.key.raw;
    if (node.entries.length === 1 && node.entries[0]?.value.kind === 'sequence')
      return `Remove the line \`${first ?? ''}:\`, so that only the list below it remains.`;
    if (first?.startsWith('-')) return `Put a space after the dash: \`${first.replace('-', '- ')}: ...\`.`;
    return `Put a dash before the first key of each entry: \`- ${first ?? 'name'}: ...\`.`;
  }
  if (kind === 'mapping' && isBlockList(node)) return 'Remove the dashes: each line is a `name: value`.';
  return writeLine(node, EXAMPLES[kind]);
}

/** Suggests the value with its key: `Write \`serial: 25%\`.` */
export function writeLine(node: YamlNode, value: string): string {
  const key = keyBefore(node);
  return `Write \`${key === undefined ? value : `${key}: ${value}`}\`.`;
}

/** The key of a node's value, as in the file; undefined for a list item and for a whole file. */
export function keyBefore({ range: { source, start } }: YamlNode): string | undefined {
  const before = source.text.slice(Math.max(0, start - MOST_COLUMNS), start);
  return /(?:^|[\s{,"'])([\w./-]+)["']?:\s*$/.exec(before)?.[1];
}

const MOST_COLUMNS = 200;

const EXAMPLES: Readonly<Record<WantedKind, string>> = {
  text: 'some text',
  texts: '[one, two]',
  flag: 'true',
  count: '3',
  list: '[one, two]',
  mapping: '{ name: value }',
};

const REWRITES: Readonly<Record<WantedKind, (node: YamlNode) => string | undefined>> = {
  text: asText,
  texts: (node) => (node.kind === 'mapping' ? flowList(node.entries.map(({ key }) => key.raw)) : undefined),
  flag: (node) => suggestFlag(rawOf(node) ?? ''),
  count: (node) => /\d+/.exec(rawOf(node) ?? '')?.[0],
  list: (node) => (node.kind === 'scalar' && node.raw !== '' ? flowList(itemsOf(node.raw)) : undefined),
  mapping: asMapping,
};

/** Names separated by commas, or after dashes without a space. */
function itemsOf(raw: string): readonly string[] {
  if (/^-\S+(?:\s+-\S+)*$/.test(raw)) return raw.split(/\s+/).map((item) => item.slice(1));
  return /^[\w.-]+(?:, *[\w.-]+)+$/.test(raw) ? raw.split(/, */) : [raw];
}

const rawOf = (node: YamlNode): string | undefined => (node.kind === 'scalar' ? node.raw : undefined);

function asText(node: YamlNode): string | undefined {
  if (node.kind === 'scalar') return node.raw === '' ? undefined : JSON.stringify(node.raw);
  const entry = node.kind === 'mapping' ? node.entries[0] : undefined;
  const named = entry?.value.kind === 'scalar' && entry.value.raw !== '' ? entry.value : entry?.key;
  const first = node.kind === 'sequence' ? node.items[0] : named;
  return first?.kind === 'scalar' ? first.raw : undefined;
}

/** `false` for text that resembles a word for it, such as `flase` or `none`; otherwise `true`. */
export function suggestFlag(text: string): 'true' | 'false' {
  const word = /[\w-]+/.exec(text)?.[0] ?? '';
  return toFlag(nearest(word, FLAG_WORDS)) === false || OFF.test(word) ? 'false' : 'true';
}

const FLAG_WORDS = ['true', 'false', 'yes', 'no', 'on', 'off'];
const OFF = /^(?:no|not|none|null|never|off|false|disabled?|0|n)$/i;

/** `PATH=/x` as `{ PATH: /x }`, or a list of names as keys. */
function asMapping(node: YamlNode): string | undefined {
  const parts = node.kind === 'sequence' ? node.items.map(pairOf) : [pairOf(node)];
  if (parts.length === 0 || parts.includes(undefined) || isBlockList(node)) return undefined;
  return `{ ${parts.join(', ')} }`;
}

function pairOf(node: YamlNode): string | undefined {
  if (node.kind === 'mapping' && node.entries.length === 1) {
    const [entry] = node.entries;
    return entry?.value.kind === 'scalar' ? `${keyText(entry.key)}: ${entry.value.raw}` : undefined;
  }
  const [, name, value] = /^([A-Za-z_][\w.-]*)(?:\s*=\s*(\S+))?$/.exec(rawOf(node) ?? '') ?? [];
  return name && `${name}: ${value ?? 'value'}`;
}

const isBlockList = ({ kind, range: { source, start } }: YamlNode): boolean =>
  kind === 'sequence' && source.text[start] === '-';

const flowList = (texts: readonly string[]): string =>
  `[${texts.map((text) => (/[,[\]{}#:'"]/.test(text) ? JSON.stringify(text) : text)).join(', ')}]`;
