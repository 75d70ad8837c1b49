import type { Failure, TaskLabel } from '../../engine/events.ts';

/** Describes a failure: the cause, the hint, the location of the task, the command and the end of its output. */
export function renderFailure(failure: Failure, task: TaskLabel): string[] {
  const message = failure.message.trimEnd();
  return [
    ...message.split('\n'),
    ...renderField('hint', failure.hint),
    ...renderElsewhere(failure, task),
    `at ${task.file}:${task.line}`,
    ...renderField('command', failure.command),
    ...renderField('exit status', saysStatus(failure) ? undefined : failure.exitStatus?.toString()),
    ...renderOutput('stderr', failure.stderr, message),
    ...renderOutput('stdout', failure.stdout, message),
  ];
}

/** The place of an expression that does not stand in the task's file: in a template, or in a file of variables. */
export const renderElsewhere = (failure: Failure | undefined, { file }: TaskLabel): string[] =>
  failure?.place === undefined || failure.place.startsWith(`${file}:`) ? [] : [`in ${failure.place}`];

const saysStatus = ({ message, exitStatus }: Failure): boolean => message.includes(`exit status ${exitStatus}`);

function renderField(name: string, value: string | undefined): string[] {
  if (!value?.trim()) return [];
  const [first = '', ...rest] = value.trimEnd().split('\n');
  return [`${name}: ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** The output of a program, unless the message already contains it. */
export function renderOutput(name: string, text: string | undefined, message = ''): string[] {
  if (!text?.trim() || message.includes(text.trim())) return [];
  return [
    `${name}:`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}
