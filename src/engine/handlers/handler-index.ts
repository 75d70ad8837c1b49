import { ExpressionError } from '../../expression/compiled.ts';
import type { Scope } from '../../expression/compiled.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Handler, Task } from '../../playbook/types.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { VariablePlace } from '../../variables/host-variables.ts';
import type { DueHandlers, PlacedHandler } from './due-handlers.ts';
import { earlierRecord, handlerRecord } from './handler-record.ts';

type ScopeOf = (handler: Handler, place: VariablePlace) => Scope;

/** The handlers that the play's roles, and the play itself, define for one host, in the order of their definition. */
export class HandlerIndex {
  readonly #placed: PlacedHandler[] = [];
  readonly #playbook: string;
  readonly #scopeOf: ScopeOf;

  /**
   * `playbook`: its path in the project, which distinguishes the handlers of its plays from those of other playbooks.
   * `scopeOf`: the variables in which a computed name is rendered.
   */
  constructor(playbook: string, scopeOf: ScopeOf) {
    this.#playbook = playbook;
    this.#scopeOf = scopeOf;
  }

  /** `owner`: the name of the role or play. */
  add(handlers: readonly Handler[], owner: string, place: VariablePlace): void {
    for (const handler of handlers) {
      const name = handlerName(handler);
      const alike = this.#placed.filter((known) => known.owner === owner && known.name === name);
      if (alike.some((known) => isSame(known.handler, handler))) continue;
      const recorded = alike.length === 0 ? name : `${name}#${alike.length + 1}`;
      const record = handlerRecord({ owner, name: recorded, place }, this.#playbook);
      this.#placed.push({ handler, name, place, owner, record });
    }
  }

  /**
   * The handlers that a notification refers to: all that listen to the topic, and the handlers with that name of the
   * task's own role, otherwise of the play, otherwise of any role; `role : handler` selects the role. A computed name is that of
   * the time of the notification.
   */
  find(topic: string, task: Pick<Task, 'role'>, playName: string): readonly PlacedHandler[] {
    const [, owner, rest] = /^(.+?) : (.+)$/.exec(topic) ?? [];
    const listening = this.#placed.filter(({ handler }) => handler.listen.includes(topic));
    const matching = this.#placed.filter((placed) => {
      const name = this.#nameOf(placed);
      return name !== undefined && (name === topic || name === rest);
    });
    if (owner !== undefined) {
      const own = matching.filter((placed) => placed.owner === owner);
      if (own.length > 0) return own;
    }
    for (const place of [task.role?.name, playName]) {
      const near = matching.filter((placed) => placed.owner === place);
      if (near.length > 0) return [...new Set([...near, ...listening])];
    }
    return [...new Set([...matching, ...listening])];
  }

  /** Whether a notification can refer to a handler that was not known while loading. */
  get hasComputedNames(): boolean {
    return this.#placed.some(({ handler }) => handler.name && handler.name.kind !== 'literal');
  }

  /** As in Ansible, a handler whose name can't be rendered has none. */
  #nameOf({ handler, name, place }: PlacedHandler): string | undefined {
    if (!handler.name || handler.name.kind === 'literal') return handler.name && name;
    try {
      const rendered = renderTemplated(handler.name, this.#scopeOf(handler, place));
      return isUnknown(rendered) ? undefined : String(rendered);
    } catch (error) {
      if (error instanceof ExpressionError) return undefined;
      throw error;
    }
  }

  /** Marks the handlers as due for which an earlier run has left a record on the host. */
  recall(due: DueHandlers): void {
    due.recall(this.#placed, (placed) => [placed.record, earlierRecord(placed)]);
  }

  /** In the order of their definition. */
  sort(due: readonly PlacedHandler[]): PlacedHandler[] {
    return this.#placed.filter((placed) => due.includes(placed));
  }
}

/** An owner has at most one handler of each name. Handlers without a name are identified by their location. */
const isSame = (a: Handler, b: Handler): boolean =>
  (a.name !== undefined && b.name !== undefined) ||
  (a.name === b.name && a.range.source.path === b.range.source.path && a.range.start === b.range.start);

/** The name as written: computed names differ between hosts, and between runs. */
const handlerName = ({ name, module }: Handler): string =>
  name?.kind === 'literal'
    ? String(name.value)
    : (name?.range.source.text.slice(name.range.start, name.range.end) ?? module.name);
