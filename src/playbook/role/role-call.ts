import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import type { VariableLayer } from '../variables/variable-layer.ts';
import { sameVariables } from '../variables/same-variables.ts';

/** A role with its parameters, as called by an entry of a play, by a dependency, or by an import or include. */
export interface RoleCall {
  readonly path: string;
  readonly vars: VariableLayer;
  /** Its own `when` and `tags`, as written, and for an import or include the files that it names. */
  readonly text: string;
}

/** The calls of a playbook. Equal calls are one object, so that a run can tell which have run on a host. Grows while loading. */
export class RoleCalls {
  readonly #known = new Map<string, RoleCall[]>();

  /** The call that equals this one: the first that did. */
  of(call: RoleCall): RoleCall {
    const calls = this.#known.get(call.path) ?? [];
    this.#known.set(call.path, calls);
    const known = calls.find((other) => other.text === call.text && sameVariables(other.vars, call.vars));
    if (!known) calls.push(call);
    return known ?? call;
  }
}

/** The `when` and `tags` among these keys as one text: equal for conditions and tags that are written alike. */
export function choiceText(entries: ReadonlyMap<string, YamlEntry>): string {
  const tags = rawItems(entries.get('tags')?.value).flatMap((tag) => tag.split(',').map((one) => one.trim()));
  return JSON.stringify([rawItems(entries.get('when')?.value), tags.sort()]);
}

const rawItems = (node: YamlNode | undefined): string[] => {
  if (!node || node.kind === 'mapping') return [];
  return node.kind === 'scalar' ? [node.raw] : node.items.flatMap(rawItems);
};
