import { loopNames } from '../playbook/task/read-loop.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { didYouMean, nearest } from '../diagnostic/suggest.ts';
import type { Compiled } from '../expression/compiled.ts';
import { tasksOf } from '../playbook/task/walk-tasks.ts';
import type { Include, Playbook, Task, VariableLayer } from '../playbook/types.ts';
import { expressionsIn } from '../expression/expressions-in.ts';
import { expressionsOf } from './expressions-of.ts';
import { keyAfter } from './key-after.ts';

/** Fields that any task may register, depending on its status. */
const COMMON =
  'changed failed skipped msg results attempts retries skip_reason false_condition rc stdout stdout_lines stderr stderr_lines cmd start end delta ' +
  'ansible_facts ansible_job_id results_file started finished warnings deprecations exception invocation diff failed_when_result ' +
  'unreachable item ansible_loop_var ansible_index_var backup_file length';

/** Reports fields of registered results that no registering module returns, if a similar field exists. */
export function checkResults(playbook: Playbook, diagnostics: DiagnosticList): void {
  const items = playbook.plays.flatMap(tasksOf);
  const results = registeredFields(items, playbook);
  for (const expression of items.flatMap(everyExpression)) checkFields(expression, results, diagnostics);
}

function checkFields(
  { identifiers }: Compiled,
  results: ReadonlyMap<string, ReadonlySet<string>>,
  diagnostics: DiagnosticList,
): void {
  for (const { name, range, guarded } of identifiers) {
    const fields = guarded ? undefined : results.get(name);
    const read = fields && keyAfter(range);
    // some modules return more fields than they declare, such as a server's answer
    if (!read || fields.has(read.key) || nearest(read.key, fields) === undefined) continue;
    diagnostics.error({
      code: 'undefined-key',
      summary: `What is registered as ${name} has no field ${read.key}`,
      suggestion: didYouMean(read.key, fields),
      range: read.range,
    });
  }
}

/** The known fields by registered name, if the fields of all registering modules are known and nothing else sets the name. */
function registeredFields(
  items: readonly (Task | Include)[],
  playbook: Playbook,
): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  const others = namesSetOtherwise(items, playbook);
  for (const item of items) {
    if (item.kind !== 'task' || item.register === undefined) continue;
    if (item.module.returns === undefined || '*' in item.module.returns) others.add(item.register);
    const known = fields.get(item.register) ?? new Set(COMMON.split(' '));
    for (const field of Object.keys(item.module.returns ?? {})) known.add(field.split(/[.,\s]/)[0] ?? field);
    fields.set(item.register, known);
  }
  for (const name of others) fields.delete(name);
  return fields;
}

function namesSetOtherwise(items: readonly (Task | Include)[], { plays }: Playbook): Set<string> {
  const layers: (VariableLayer | undefined)[] = [
    ...plays.flatMap((play) => [play.vars, ...play.varsFiles.flatMap(({ candidates }) => candidates)]),
    ...plays.flatMap((play) => play.roles.flatMap(({ role, vars }) => [role.defaults, role.vars, vars])),
    ...items.flatMap((item) => (item.kind === 'task' ? item.vars : item.keywords.vars)),
  ];
  const loops = items.flatMap(({ loop, loopControl }) => (loop ? loopNames(loopControl) : []));
  const set = items.flatMap((item) =>
    item.kind === 'task' ? (item.mayDefine ?? []).filter((name) => name !== item.register) : [],
  );
  return new Set([...layers.flatMap((layer) => [...(layer?.values.keys() ?? [])]), ...loops, ...set]);
}

const everyExpression = (item: Task | Include): Compiled[] => {
  const { vars, when } = item.kind === 'task' ? item : item.keywords;
  const values = vars.flatMap((layer) => [...layer.values.values()]);
  return [...expressionsOf(item), ...when, ...values.flatMap((value) => [...expressionsIn(value)])];
};
