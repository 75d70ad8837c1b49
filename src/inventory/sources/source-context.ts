import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { toTemplated } from '../../yaml/templated.ts';
import type { CompileTemplate } from '../../yaml/templated.ts';
import type { VaultOptions } from '../../yaml/vaulted.ts';
import { correctRanges, expandHosts } from './host-range.ts';
import type { DraftGroup, DraftHost, InventoryDraft } from '../inventory-draft.ts';
import { checkInventoryName } from '../variable-names.ts';
import type { VariableDefinition } from '../types.ts';

/** What the readers of all kinds of source are given. */
export interface SourceContext {
  readonly draft: InventoryDraft;
  readonly diagnostics: DiagnosticList;
  readonly compile: CompileTemplate;
  readonly vault: VaultOptions;
  /** Told what is waited for. */
  readonly tell?: ((line: string) => void) | undefined;
  /** Told what a script has listed, hosts' variables included, by its absolute path. */
  readonly onListed?: ((path: string, listed: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Absent: ten minutes. */
  readonly scriptTimeoutMs?: number | undefined;
}

/** As `defineVariable`, of a variable that a person has written: its name is checked. */
export function defineNamed(
  name: string,
  node: YamlNode,
  range: SourceRange,
  context: SourceContext,
): VariableDefinition {
  checkInventoryName(name, range, context.diagnostics);
  return defineVariable(node, range, context);
}

/** A variable's value with its templates compiled, known by the place of its name. */
export function defineVariable(node: YamlNode, range: SourceRange, context: SourceContext): VariableDefinition {
  return { value: toTemplated(node, context.compile, context.diagnostics), range };
}

/** Adds every host that a pattern such as `web[01:20]:2222` stands for, with its port; reports a malformed one. */
export function addHosts(
  pattern: string,
  group: DraftGroup,
  range: SourceRange,
  { draft, diagnostics }: SourceContext,
): DraftHost[] {
  const expanded = expandHosts(pattern);
  if (expanded.problem !== undefined) {
    const suggestion = `Write, for example, \`${correctRanges(pattern)}\`.`;
    diagnostics.error({ code: 'host-pattern', summary: capitalize(expanded.problem), suggestion, range });
    return [];
  }
  const hosts = expanded.names.map((name) => draft.addHost(name, group, range.source.path));
  if (expanded.port !== undefined && expanded.port !== 0) {
    const value = { kind: 'literal', value: expanded.port, range } as const;
    for (const host of hosts) draft.setHostVariable(host, 'ansible_port', { value, range });
  }
  return hosts;
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
