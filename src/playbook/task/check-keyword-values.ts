import { keywordsAt } from '../../keywords/keywords.ts';
import type { KeywordChoice, KeywordType, Place } from '../../keywords/keyword.ts';
import { toFlag } from '../../values/to-flag.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { readChoice, reportType } from '../../yaml/read-value.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import type { LoadSession } from '../load-session.ts';

interface Source {
  readonly session: LoadSession;
  readonly reader: TemplateReader;
  /** The context of the keywords: `task`, `block`. */
  readonly what: string;
}

/** Reports values of the table's keywords that are none of their choices, and flags that are neither true nor false. Expressions are checked when they are evaluated. */
export function checkKeywordValues(entries: ReadonlyMap<string, YamlEntry>, source: Source): void {
  const types = TYPES.get(PLACES[source.what] ?? 'task');
  for (const [key, { value }] of entries) {
    const type = types?.get(key);
    if (type === 'flag') checkFlag(value, key, source);
    else if (typeof type === 'object') checkChoice(value, key, type, source);
  }
}

function checkFlag(node: YamlNode, key: string, source: Source): void {
  if (isExpression(node, source) || (node.kind === 'scalar' && toFlag(node.value) !== undefined)) return;
  reportType(node, { text: 'true, false or an expression', kind: 'flag' }, key, source.session.diagnostics);
}

function checkChoice(node: YamlNode, key: string, type: KeywordChoice, source: Source): void {
  const items = type.isList && node.kind === 'sequence' ? node.items : [node];
  for (const item of items) {
    if (type.isPlain || !isExpression(item, source)) readChoice(item, key, type, source.session.diagnostics);
  }
}

const isExpression = (node: YamlNode, { reader, session }: Source): boolean =>
  node.kind === 'scalar' && reader.readValue(node, session.diagnostics).kind === 'template';

/** The places by their names in messages. */
const PLACES: Readonly<Record<string, Place>> = {
  play: 'play',
  'role entry': 'role',
  dependency: 'role',
  block: 'block',
  import: 'include',
  include: 'include',
  apply: 'block',
};

const TYPES: ReadonlyMap<Place, ReadonlyMap<string, KeywordType>> = new Map(
  (['play', 'role', 'block', 'include', 'task'] as const).map((place) => [
    place,
    new Map(keywordsAt(place).map(({ name, type }) => [name, type])),
  ]),
);
