import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const HERE = import.meta.dirname;

/** The files of tasks that are applied, by their names: each line is a task with one secret, KEY being its kind. */
export const LEAK_TASKS: ReadonlyMap<string, string> = new Map(
  readdirSync(join(HERE, 'tasks'))
    .sort()
    .map((name) => [basename(name, '.yml'), readFileSync(join(HERE, 'tasks', name), 'utf8')]),
);

/** Tasks with secrets in place of names, which command lines and logs of hosts have: what they tell is searched alone. */
export const NAMED_TASKS = readFileSync(join(HERE, 'names.yml'), 'utf8');

/** The modules that one of the secrets is given to, in these tasks. */
export function modulesGivenSecrets(tasks: string): string[] {
  const lines = tasks.split('\n').filter((line) => /^- .*\b(leak\.KEY|-KEY)\b/.test(line));
  return lines.flatMap((line) => /^- \{ name: (?:'[^']*'|[^,]*), (\w+): /.exec(line)?.[1] ?? []);
}

/** A play of these tasks, with each kind of secret; what fails does not end it. */
export function leakPlay(tasks: string, kinds: readonly string[]): string {
  const lines = kinds.map((kind) =>
    tasks
      .replaceAll('KEY', kind)
      .replace(/^- /gm, '    - ')
      .replace(/^#.*\n/gm, ''),
  );
  return `- hosts: all\n  become: true\n  ignore_errors: true\n  tasks:\n${lines.join('')}`;
}
