import type { Compiled, Templated } from '../../expression/compiled.ts';
import { addDefaults, noteCollections, readDefaults, readLocal } from './read-surroundings.ts';
import type { Flag, Keywords } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { loadVariables } from '../variables/load-variables.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import { readString, readStrings, reportType } from '../../yaml/read-value.ts';
import { toFlag } from '../../values/to-flag.ts';
import { checkKeywordValues } from './check-keyword-values.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import { warnWithoutEffect } from './warn-without-effect.ts';
import { exampleOf } from '../../keywords/keyword-example.ts';

/** The keywords of a task that sets none. */
export const NO_KEYWORDS: Keywords = {
  when: [],
  tags: [],
  environment: [],
  vars: [],
  noLog: false,
  ignoreErrors: false,
  delegateFacts: false,
  runOnce: false,
};

export interface KeywordsSource {
  readonly session: LoadSession;
  readonly reader: TemplateReader;
  /** The context of the keywords, for the label of its variables: `task`, `block`. */
  readonly what: string;
}

/** The inherited keywords with those of the entries: lists are extended, single values are replaced. */
export function mergeKeywords(
  inherited: Keywords,
  entries: ReadonlyMap<string, YamlEntry>,
  source: KeywordsSource,
): Keywords {
  const { diagnostics } = source.session;
  warnWithoutEffect(entries, source);
  checkKeywordValues(entries, source);
  const read = <T>(key: string, reading: (node: YamlNode) => T | undefined): T | undefined => {
    const entry = entries.get(key);
    return entry && reading(entry.value);
  };
  const flag = (key: string) => read(key, (node) => readFlag(node, source));
  const text = (key: string) => read(key, (node) => readText(node, key, source));
  const own = read('vars', (node) =>
    loadVariables(node, { label: `${source.what} vars`, reader: source.reader }, diagnostics),
  );
  const vars = own && source.what === 'include' ? { ...own, isForInclude: true } : own;
  read('collections', (node) => noteCollections(node, source));
  const environment = read('environment', (node) => readEnvironment(node, source)) ?? [];
  return {
    when: [...inherited.when, ...(read('when', (node) => readConditions(node, 'when', source)) ?? [])],
    tags: [...new Set([...inherited.tags, ...(read('tags', (node) => readTags(node, source)) ?? [])])],
    become: flag('become') ?? inherited.become,
    becomeUser: text('become_user') ?? inherited.becomeUser,
    environment: [...inherited.environment, ...environment],
    vars: vars ? [...inherited.vars, vars] : inherited.vars,
    noLog: flag('no_log') ?? inherited.noLog,
    ignoreErrors: flag('ignore_errors') ?? inherited.ignoreErrors,
    checkMode: flag('check_mode') ?? inherited.checkMode,
    diff: flag('diff') ?? inherited.diff,
    backup: flag('backup') ?? inherited.backup,
    delegateTo: text('delegate_to') ?? readLocal(entries, source) ?? inherited.delegateTo,
    delegateFacts: flag('delegate_facts') ?? inherited.delegateFacts,
    runOnce: flag('run_once') ?? inherited.runOnce,
    anyErrorsFatal: flag('any_errors_fatal') ?? inherited.anyErrorsFatal,
    throttle: read('throttle', (node) => readNumber(node, 'throttle', source)) ?? inherited.throttle,
    notify: read('notify', (node) => readNotify(node, source)) ?? inherited.notify,
    moduleDefaults: addDefaults(
      inherited.moduleDefaults,
      read('module_defaults', (node) => readDefaults(node, source)),
    ),
    timeout: read('timeout', (node) => readNumber(node, 'timeout', source)) ?? inherited.timeout,
  };
}

/** Names of handlers, possibly templated. */
export function readNotify(node: YamlNode, source: KeywordsSource): Templated[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.flatMap((item) => readText(item, 'notify', source) ?? []);
}

/** A condition, or a list of conditions that must all be true. */
export function readConditions(node: YamlNode, key: string, { session, reader }: KeywordsSource): Compiled[] {
  const nodes = node.kind === 'sequence' ? node.items : [node];
  return nodes.flatMap((item) => reader.readCondition(item, key, session.diagnostics) ?? []);
}

/** A text, possibly templated; other values are reported. */
export function readText(node: YamlNode, key: string, { session, reader }: KeywordsSource): Templated | undefined {
  return readString(node, key, session.diagnostics) === undefined
    ? undefined
    : reader.readValue(node, session.diagnostics);
}

/** A whole number, as a number or as digits, or a template; other values are reported. */
export function readNumber(node: YamlNode, key: string, { session, reader }: KeywordsSource): Templated | undefined {
  const value = reader.readValue(node, session.diagnostics);
  if (value.kind === 'template' || (value.kind === 'literal' && isCount(value.value))) return value;
  reportType(node, { text: 'a whole number', kind: 'count', example: exampleOf(key) }, key, session.diagnostics);
  return undefined;
}

const isCount = (value: unknown): boolean =>
  typeof value === 'string' ? /^\d+$/.test(value) : typeof value === 'number' && Number.isInteger(value) && value >= 0;

function readTags(node: YamlNode, { session }: KeywordsSource): string[] {
  const tags = readStrings(node, 'tags', session.diagnostics) ?? [];
  const expression = tags.find((tag) => /\{\{|<%/.test(tag));
  if (expression !== undefined)
    session.diagnostics.warning({
      code: 'without-effect',
      summary: `An expression in tags is not evaluated: the tag is the text ${expression}`,
      suggestion: 'Write the name of the tag itself, such as `tags: [web]`: tags are known before any variable.',
      range: node.range,
    });
  return tags
    .flatMap((tag) => tag.split(','))
    .map((tag) => tag.trim())
    .filter(Boolean);
}

function readEnvironment(node: YamlNode, { session, reader }: KeywordsSource): Templated[] {
  const nodes = node.kind === 'sequence' ? node.items : [node];
  return nodes.flatMap((item) => {
    const value = reader.readValue(item, session.diagnostics);
    if (item.kind === 'mapping' || value.kind === 'template') return [value];
    reportType(item, { text: 'a mapping of names to values', kind: 'mapping' }, 'environment', session.diagnostics);
    return [];
  });
}

/** A boolean, also as a text such as `yes`, or an expression; another value has been reported. */
function readFlag(node: YamlNode, { session, reader }: KeywordsSource): Flag | undefined {
  const value = reader.readValue(node, session.diagnostics);
  if (value.kind === 'template') return value.template;
  return value.kind === 'literal' ? toFlag(value.value) : undefined;
}
