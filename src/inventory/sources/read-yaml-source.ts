import type { SourceFile } from '../../diagnostic/source-range.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { expectKind, reportType } from '../../yaml/read-value.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../../yaml/node.ts';
import type { DraftGroup } from '../inventory-draft.ts';
import { addHosts, defineNamed } from './source-context.ts';
import type { SourceContext } from './source-context.ts';

const SECTIONS = ['hosts', 'vars', 'children'];

/** Reads a YAML inventory: groups by name, each with `hosts`, `vars` and `children`. */
export function readYamlSource(source: SourceFile, context: SourceContext): void {
  const root = loadYaml(source, context.vault, context.diagnostics);
  if (!root || isNothing(root)) return;
  const mapping = expectKind(
    root,
    'mapping',
    { what: 'an inventory', example: exampleOfInventory(root) },
    context.diagnostics,
  );
  if (mapping && !reportPlugin(mapping, context)) mapping.entries.forEach((entry) => void readGroup(entry, context));
}

/** The inventory that corresponds to a list of names. */
const exampleOfInventory = (root: YamlNode): string => `all: { hosts: ${exampleOfSection(root)} }`;

function reportPlugin({ entries }: YamlMapping, { diagnostics }: SourceContext): boolean {
  const plugin = entries.find(({ key, value }) => keyText(key) === 'plugin' && value.kind === 'scalar');
  if (!plugin) return false;
  diagnostics.error({
    code: 'inventory-unreadable',
    summary: 'Inventory plugins are Python and cannot be run',
    suggestion: `Use an executable script that contains \`exec ansible-inventory -i ${plugin.key.range.source.path} --list\`.`,
    range: plugin.key.range,
  });
  return true;
}

function readGroup({ key, value }: YamlEntry, context: SourceContext): DraftGroup {
  const name = keyText(key);
  const group = context.draft.addGroup(name);
  if (isNothing(value)) return group;
  const what = `the group ${name}`;
  const sections = readMapping(
    value,
    {
      what,
      known: SECTIONS,
      advice: SECTIONS.includes(name) ? adviseTop(name) : adviseSection,
      example: `{ hosts: ${exampleOfSection(value)} }`,
    },
    context.diagnostics,
  );
  if (!sections) return group;
  for (const [section, { value: content }] of sections) {
    const entries = readSection(content, `${section} of ${what}`, context);
    if (section === 'hosts') entries.forEach((entry) => readHost(entry, group, context));
    else if (section === 'vars') entries.forEach((entry) => readVariable(entry, group, context));
    else entries.forEach((entry) => context.draft.addChild(group, readGroup(entry, context), entry.key.range));
  }
  return group;
}

/** A section at the top is read as a group of this name. */
const adviseTop =
  (name: string) =>
  (key: string): string =>
    `Put \`${name}:\` under a group: \`all: { ${name}: { ${key}: } }\`.`;

function adviseSection(key: string): string | undefined {
  const isNear = SECTIONS.some((section) => section.startsWith(key.slice(0, 3)));
  return isNear
    ? undefined
    : `A group has hosts, vars and children; if ${key} is a host or a group, put it under hosts: or children:.`;
}

/** A section is a mapping; a single name, and nothing, are accepted too. */
function readSection(node: YamlNode, what: string, { diagnostics }: SourceContext): readonly YamlEntry[] {
  if (isNothing(node)) return [];
  if (node.kind === 'mapping') return node.entries;
  if (node.kind === 'scalar' && typeof node.value === 'string' && !what.startsWith('vars')) {
    return [
      { key: node, value: { ...node, kind: 'scalar', value: null, raw: '', text: node.text, range: node.range } },
    ];
  }
  reportType(
    node,
    { text: 'a mapping (each name followed by a colon)', example: exampleOfSection(node) },
    what,
    diagnostics,
  );
  return [];
}

/** The names of a list as keys: `{ web1: , web2: }`. */
function exampleOfSection(node: YamlNode): string {
  const items = node.kind === 'sequence' ? node.items : [];
  const names = items.flatMap((item) => (item.kind === 'scalar' ? [item.raw] : []));
  return `{ ${(names.length > 0 ? names : ['name']).slice(0, MOST_NAMES).join(': , ')}: }`;
}

/** An example of variables; undefined for text such as `ansible_port=22`, which is rewritten as a mapping instead. */
const exampleOfVariables = (node: YamlNode): string | undefined =>
  node.kind === 'scalar' && node.raw.includes('=') ? undefined : '{ ansible_port: 22 }';

const MOST_NAMES = 5;

function readHost({ key, value }: YamlEntry, group: DraftGroup, context: SourceContext): void {
  const hosts = addHosts(keyText(key), group, key.range, context);
  if (isNothing(value)) return;
  const variables = expectKind(
    value,
    'mapping',
    { what: `the variables of ${keyText(key)}`, example: exampleOfVariables(value) },
    context.diagnostics,
  );
  for (const entry of variables?.entries ?? []) {
    if (keyText(entry.key) === 'vars') {
      context.diagnostics.error({
        code: 'unknown-key',
        summary: `vars is not a key of the host ${keyText(key)}`,
        suggestion: `Write the variables directly under \`${keyText(key)}:\`, without \`vars:\`.`,
        range: entry.key.range,
      });
      continue;
    }
    const definition = defineNamed(keyText(entry.key), entry.value, entry.key.range, context);
    for (const host of hosts) context.draft.setHostVariable(host, keyText(entry.key), definition);
  }
}

function readVariable({ key, value }: YamlEntry, group: DraftGroup, context: SourceContext): void {
  context.draft.setGroupVariable(group, keyText(key), defineNamed(keyText(key), value, key.range, context));
}

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;
