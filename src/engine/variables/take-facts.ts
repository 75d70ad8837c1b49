import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { Task } from '../../playbook/types.ts';

/** The facts of a host, as they are stored. */
interface Facts {
  get(name: string): unknown;
  set(name: string, value: unknown): unknown;
}

/** Stores the `ansible_facts` of a result as facts of its host. If the result is unknown, the facts that it would set become unknown. */
export function takeFacts(facts: Facts, task: Task, result: Readonly<Record<string, unknown>> | Unknown): void {
  // the variables of set_fact have a higher precedence
  if (task.module.name === 'set_fact') return;
  if (isUnknown(result)) {
    if (task.module.kind === 'read')
      setFacts(
        facts,
        Object.fromEntries(
          (task.mayDefine ?? []).filter((name) => name !== task.register).map((name) => [name, result]),
        ),
      );
    return;
  }
  const found = result['ansible_facts'];
  if (typeof found === 'object' && found !== null) setFacts(facts, found as Readonly<Record<string, unknown>>);
}

/** Sets facts of a host, both as variables and in `ansible_facts`. */
export function setFacts(facts: Facts, found: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(found);
  if (names.length === 0) return;
  for (const name of names) facts.set(name, found[name]);
  const short = Object.fromEntries(names.map((name) => [name.replace(/^ansible_/, ''), found[name]]));
  facts.set('ansible_facts', { ...(facts.get('ansible_facts') as object | undefined), ...short });
}
