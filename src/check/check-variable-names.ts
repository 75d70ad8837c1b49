import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { nearest } from '../diagnostic/suggest.ts';
import type { Inventory, VariableLayer as InventoryLayer } from '../inventory/types.ts';
import type { Playbook, Role, VariableLayer } from '../playbook/types.ts';
import { tasksOf } from '../playbook/task/walk-tasks.ts';
import { misspeltConnection } from './connection-names.ts';
import { expressionsIn } from '../expression/expressions-in.ts';
import { expressionsOf } from './expressions-of.ts';
import type { StaticVariables } from './static-scope.ts';

interface Named {
  readonly name: string;
  readonly range: SourceRange | undefined;
}

/**
 * Reports variables with the prefix of a role that the role does not have: an error if a similar name exists, otherwise a warning if the
 * role declares its variables. Also reports misspelled connection variables. A variable that some expression reads is accepted.
 */
export function checkVariableNames(
  playbook: Playbook,
  roles: readonly Role[],
  { inventory, extra }: StaticVariables,
  diagnostics: DiagnosticList,
): void {
  const owners = roles.filter(({ meta }) => meta.variables.size > 0);
  const known = new Set(roles.flatMap(namesOf));
  const read = namesRead(playbook, roles, inventory);
  const given = [
    ...inventoryNames(inventory),
    ...playbookNames(playbook),
    ...[...extra].map(([name, { range }]) => ({ name, range })),
  ];
  for (const { name, range } of given) {
    if (known.has(name) || read.has(name)) continue;
    reportConnection({ name, range }, diagnostics);
    const owner = ownerOf(name, roles);
    const near = owner && nearest(name, namesOf(owner));
    if (!owner || (near === undefined && !owners.includes(owner))) continue;
    diagnostics.add({
      code: 'unknown-variable',
      severity: near === undefined ? 'warning' : 'error',
      summary: `The role ${owner.name} has no variable ${name}`,
      suggestion: near === undefined ? undefined : `Did you mean ${near}?`,
      range,
    });
  }
}

function reportConnection({ name, range }: Named, diagnostics: DiagnosticList): void {
  const meant = misspeltConnection(name);
  if (meant === undefined) return;
  diagnostics.error({
    code: 'unknown-variable',
    summary: `${name} has no meaning for a connection, and nothing reads it`,
    suggestion: `Did you mean ${meant}?`,
    range,
  });
}

const namesOf = ({ meta, defaults, vars }: Role): string[] => [
  ...meta.variables.keys(),
  ...defaults.values.keys(),
  ...vars.values.keys(),
];

/** The role whose name is a prefix of a variable's name; the longest of several. */
function ownerOf(name: string, roles: readonly Role[]): Role | undefined {
  const owners = roles.filter((role) => name.startsWith(`${role.name.replaceAll('-', '_')}_`));
  return owners.toSorted((a, b) => b.name.length - a.name.length)[0];
}

const inventoryNames = (inventory: Inventory): Named[] =>
  inventoryLayers(inventory).flatMap(({ variables }) => [...variables].map(([name, { range }]) => ({ name, range })));

function inventoryLayers({ groups, hosts }: Inventory): InventoryLayer[] {
  const ofGroups = [...groups.values()].flatMap(({ layers: { sources, besideInventory, besidePlaybook } }) => [
    ...sources,
    ...besideInventory,
    ...besidePlaybook,
  ]);
  return [...ofGroups, ...[...hosts.values()].flatMap(({ layers }) => layers)];
}

function playbookNames({ plays }: Playbook): Named[] {
  const layers = plays.flatMap((play) => [
    play.vars,
    ...play.varsFiles.flatMap(({ candidates }) => candidates),
    ...play.roles.map(({ vars }) => vars),
  ]);
  return layers.flatMap(namesIn);
}

const namesIn = ({ values, places }: VariableLayer): Named[] =>
  [...values].map(([name, { range }]) => ({ name, range: places?.get(name) ?? range }));

/** All names that expressions of the playbook, its roles or its inventory read. */
function namesRead(playbook: Playbook, roles: readonly Role[], inventory: Inventory): Set<string> {
  const tasks = playbook.plays.flatMap(tasksOf);
  const layers = [
    ...playbook.plays.flatMap(({ vars, varsFiles, roles: entries }) => [
      vars,
      ...varsFiles.flatMap(({ candidates }) => candidates),
      ...entries.map((entry) => entry.vars),
    ]),
    ...roles.flatMap(({ defaults, vars }) => [defaults, vars]),
    ...tasks.flatMap((task) => (task.kind === 'task' ? task.vars : task.keywords.vars)),
  ];
  const values = [
    ...layers.flatMap((layer) => [...layer.values.values()]),
    ...inventoryLayers(inventory).flatMap(({ variables }) => [...variables.values()].map(({ value }) => value)),
  ];
  const expressions = [
    ...values.flatMap((value) => [...expressionsIn(value)]),
    ...tasks.flatMap((task) => [...expressionsOf(task), ...(task.kind === 'task' ? task.when : task.keywords.when)]),
  ];
  return new Set(expressions.flatMap(({ identifiers }) => identifiers.map(({ name }) => name)));
}
