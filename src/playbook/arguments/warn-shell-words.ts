import type { Module } from '../../module-api/module.ts';
import { keyText } from '../../yaml/mapping.ts';
import { diagnosticsOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import type { Arg } from './read-args.ts';

/** Warns of a pipe or a redirection in `command`, which passes it to the program as an argument. */
export function warnShellWords(module: Module, args: readonly Arg[], context: TaskContext): void {
  if (module.name !== 'command') return;
  const node = args.find(({ key }) => keyText(key) === 'cmd')?.node;
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return;
  const word = OPERATOR.exec(node.value.replace(QUOTED, ''))?.[1];
  if (word === undefined || COMPARING.test(node.value)) return;
  diagnosticsOf(context).warning({
    code: 'without-effect',
    summary: `command starts no shell: \`${word}\` is an argument of the program`,
    suggestion: `Write \`shell:\` in place of \`command:\`, or quote it if the program takes \`'${word}'\`.`,
    range: node.range,
  });
}

const OPERATOR = /(?:^|\s)(\|\|?|&&|2?>>?|<)(?:\s|$)/;
const QUOTED = /'[^']*'|"[^"]*"|\{\{.*?\}\}|<%.*?%>/gs;
/** Programs to which `>` and `|` mean something. */
const COMPARING = /^\s*(?:expr|test|\[)\s/;
