import type { Failure, TaskLabel } from '../engine/events.ts';

/** What is known of a failure: where the task stands, the message, what to try, the command and the end of its output. */
export function renderFailure(failure: Failure, task: TaskLabel): string[] {
  return [
    `at ${task.file}:${task.line}`,
    ...failure.message.trimEnd().split('\n'),
    ...renderField('hint', failure.hint),
    ...renderField('command', failure.command),
    ...renderField('exit status', failure.exitStatus?.toString()),
    ...renderOutput('stderr', failure.stderr),
    ...renderOutput('stdout', failure.stdout),
  ];
}

function renderField(name: string, value: string | undefined): string[] {
  if (!value?.trim()) return [];
  const [first = '', ...rest] = value.trimEnd().split('\n');
  return [`${name}: ${first}`, ...rest.map((line) => `  ${line}`)];
}

function renderOutput(name: string, text: string | undefined): string[] {
  if (!text?.trim()) return [];
  return [
    `${name}:`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}
