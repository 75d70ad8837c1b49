import type { CorpusResult, Counts } from './corpora.ts';
import { table } from './table.ts';

const HEAD = `## How much of public roles and playbooks runs

\`provision import-ansible\` reads roles and playbooks as a run would, without a host. This part is written by \`npm run bench:corpora -- FOLDER\`; \`bench/roles/corpora.yml\`
lists what is read, and \`bench/README.md\` says how. A *unit* is a role or a playbook, with all that it imports; it counts only if none of its tasks has an obstacle, those for other
distributions included.

- **load**: nothing in the unit keeps a playbook from starting.
- **run**: no task would fail when it is reached for want of a module, a parameter, a filter or a lookup. Whether a task that runs does the same as Ansible's is
  another question, which the comparison above answers for some roles, and only for them.
- **with Ansible's modules**: with \`ansible_modules: true\`, and Debian's ansible on the machine that runs provision. Modules that provision lacks are then run by the hosts' Python.
  That they are found is counted; they were not run.
`;

const REST = `### What remains

The reasons that keep the most units from running, with Ansible's modules. *Only* counts the units that have no other obstacle.
`;

const NOTES = `Of the main corpus, these stay: playbooks for Windows, for clouds and for network devices; a module in a language that has to be compiled; and examples that were written for
Ansible 1.x, which ansible-core 2.14 refuses as well: \`include\` of playbooks, \`first_available_file\`, \`state=running\`, \`use_mirrors\`, \`get_url\` without \`dest\`. Of the others:
\`synchronize\`, lookups in Python that need other variables or Ansible's templates (debops), modules that collections outside of Debian's ansible bring (Kubernetes, clouds), and conditions with unbalanced brackets,
which Ansible refuses when it reaches them.
`;

export function renderCorpora(results: readonly CorpusResult[]): string[] {
  if (results.length === 0) return [];
  const main = results.filter(({ isMain }) => isMain);
  const others = results.filter(({ isMain }) => !isMain);
  const [at = ''] = results.map((result) => result.at).sort();
  return [
    HEAD,
    table(
      ['corpus', 'units', 'tasks', 'load: tasks', 'units', 'run: tasks', 'units', "with Ansible's modules: tasks", 'units'],
      [
        ...main.map(rowOf),
        rowOf({ name: '**main corpus**', ...sumOf(main) }),
        ...others.map(rowOf),
        rowOf({ name: '**the others**', ...sumOf(others) }),
      ],
    ),
    '',
    `Counted from ${at.slice(0, 10)} on. A playbook's tasks include those of its roles, so that tasks are counted in several units.`,
    '',
    REST,
    ...reasons('Main corpus', main),
    ...reasons('The others', others),
    NOTES,
  ];
}

interface Row {
  readonly name: string;
  readonly own: Counts;
  readonly withAnsible: Counts;
}

const rowOf = ({ name, own, withAnsible }: Row): string[] => [
  name,
  String(own.units),
  String(own.tasks),
  share(own.tasksLoading, own.tasks),
  share(own.unitsLoading, own.units),
  share(own.tasksRunning, own.tasks),
  share(own.unitsRunning, own.units),
  share(withAnsible.tasksRunning, withAnsible.tasks),
  share(withAnsible.unitsRunning, withAnsible.units),
];

/** Rounded down. */
const share = (part: number, whole: number): string => `${(Math.floor((1000 * part) / (whole || 1)) / 10).toFixed(1)} %`;

const sumOf = (results: readonly CorpusResult[]): Omit<Row, 'name'> => ({
  own: results.map(({ own }) => own).reduce(add, NONE),
  withAnsible: results.map(({ withAnsible }) => withAnsible).reduce(add, NONE),
});

const NONE: Counts = { units: 0, unitsLoading: 0, unitsRunning: 0, tasks: 0, tasksLoading: 0, tasksRunning: 0 };

const add = (a: Counts, b: Counts): Counts => ({
  units: a.units + b.units,
  unitsLoading: a.unitsLoading + b.unitsLoading,
  unitsRunning: a.unitsRunning + b.unitsRunning,
  tasks: a.tasks + b.tasks,
  tasksLoading: a.tasksLoading + b.tasksLoading,
  tasksRunning: a.tasksRunning + b.tasksRunning,
});

const SHOWN = 20;

function reasons(title: string, results: readonly CorpusResult[]): string[] {
  const sums = new Map<string, { units: number; only: number }>();
  for (const { text, units, only } of results.flatMap((result) => result.reasons)) {
    const sum = sums.get(text) ?? { units: 0, only: 0 };
    sums.set(text, { units: sum.units + units, only: sum.only + only });
  }
  const sorted = [...sums].sort(([, a], [, b]) => b.units - a.units || b.only - a.only);
  const rows = sorted.slice(0, SHOWN).map(([text, { units, only }]) => [text.replaceAll('|', '\\|'), String(units), String(only)]);
  return [table([`${title}: reason`, 'units', 'only'], rows), ''];
}
