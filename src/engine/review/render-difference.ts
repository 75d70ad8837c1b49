import type { Difference } from './compare-steps.ts';
import type { ListedChange, ListedStep } from './listed-step.ts';

const MOST = 10;

/** Describes differences: the task, the reviewed step and the current one. */
export function renderDifferences(differences: readonly Difference[]): string[] {
  const more = differences.length - MOST;
  return [
    ...differences.slice(0, MOST).flatMap(renderDifference),
    ...(more > 0 ? [`and ${more} more ${more === 1 ? 'task' : 'tasks'}`] : []),
  ];
}

function renderDifference({ reviewed, now }: Difference): string[] {
  const step = reviewed ?? now;
  if (!step) return [];
  const [before, after] = [renderStep(reviewed, 'not in the plan'), renderStep(now, 'nothing to change')];
  const same = before === after ? [`  ${whatDiffers(reviewed, now)}`] : [];
  return [renderTitle(step), `  reviewed: ${before}`, `  now:      ${after}`, ...same];
}

/** The heading of a step's description. */
export function renderTitle({ task, item, handler, delegatedTo }: ListedStep): string {
  const name = `${task.role === undefined ? '' : `${task.role} : `}${task.name}`;
  const kind = handler === undefined ? '' : 'handler ';
  const rest = `${item === undefined ? '' : ` [${item}]`}${delegatedTo === undefined ? '' : ` on ${delegatedTo}`}`;
  return `${kind}${name}${rest} (${task.file}:${task.line})`;
}

function renderStep(step: ListedStep | undefined, none: string): string {
  if (!step) return none;
  const changes = step.changes.map(renderListedChange).join('; ');
  if (step.kind === 'may-change') return ['may change', step.reason ?? changes].filter(Boolean).join(': ');
  return changes === '' ? 'it is run' : changes;
}

/** `mode: "0644" -> "0600"`, without the content of files. */
export function renderListedChange({ attribute, before, after, lines }: ListedChange): string {
  const counted = lines ? ` (+${lines.added} -${lines.removed} lines)` : '';
  return `${attribute}: ${renderValue(before)} -> ${renderValue(after)}${counted}`;
}

const LONGEST = 200;

/** A value is shown completely or not at all: secrets are masked later, and a part of a secret would not be recognized. */
function renderValue(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length > LONGEST) return `(${text.length} characters)`;
  return text.includes('\n') ? JSON.stringify(text) : text;
}

function whatDiffers(reviewed: ListedStep | undefined, now: ListedStep | undefined): string {
  return reviewed?.intent === now?.intent
    ? 'the values, which are not shown, differ'
    : 'the task, its parameters or its files differ';
}
