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

/** The context of the readers of all source formats. */
export interface SourceContext {
  readonly draft: InventoryDraft;
  readonly diagnostics: DiagnosticList;
  readonly compile: CompileTemplate;
  readonly vault: VaultOptions;
  /** Called with the program that is waited for. */
  readonly tell?: ((line: string) => void) | undefined;
  /** Called with the output of a script, including variables of hosts, and its absolute path. */
  readonly onListed?: ((path: string, listed: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Default: ten minutes. */
  readonly scriptTimeoutMs?: number | undefined;
}

/** Like `defineVariable`, for a variable written by a person: its name is checked. */
export function defineNamed(
  name: string,
  node: YamlNode,
  range: SourceRange,
  context: SourceContext,
): VariableDefinition {
  checkInventoryName(name, range, context.diagnostics);
  return defineVariable(node, range, context);
}

/** A variable's value with compiled templates, located by its name. */
export function defineVariable(node: YamlNode, range: SourceRange, context: SourceContext): VariableDefinition {
  return { value: toTemplated(node, context.compile, context.diagnostics), range };
}

/** Adds all hosts of a pattern such as `web[01:20]:2222`, with their port; reports a malformed pattern. */
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
  const [, user, address] = /^([^@\s]+)@([^@\s]+)$/.exec(pattern) ?? [];
  if (address !== undefined)
    diagnostics.warning({
      code: 'host-pattern',
      summary: `The name ${pattern} includes a user, and is looked up as it is`,
      suggestion: `Name the host \`${address}\`, and set \`ansible_user: ${user ?? ''}\` for it.`,
      range,
    });
  const hosts = expanded.names.map((name) => draft.addHost(name, group, range.source.path));
  if (expanded.port !== undefined && expanded.port !== 0) {
    const value = { kind: 'literal', value: expanded.port, range } as const;
    for (const host of hosts) draft.setHostVariable(host, 'ansible_port', { value, range });
  }
  return hosts;
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
