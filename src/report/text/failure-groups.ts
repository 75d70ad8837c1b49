import type { HandlerFinished, RoleFinished, TaskFinished } from '../../engine/events.ts';
import { renderElsewhere } from './render-failure.ts';
import { renderResultTitle } from './render-task-title.ts';
import type { Style } from '../style/style.ts';

type Result = TaskFinished | HandlerFinished;

const MOST_HOSTS = 8;
const MOST_LINES = 4;

/** The failures that have ended roles, for the summary at the end; equal failures on several hosts are grouped. */
export class FailureGroups {
  /** The last failed result of each running node. Set by `note`, cleared when the node has ended. */
  readonly #last = new Map<string, Result>();
  /** Hosts by their failure's text. Filled by `end`, kept for the run. */
  readonly #hosts = new Map<string, { readonly lines: readonly string[]; readonly hosts: string[] }>();

  note(result: Result): void {
    if (result.status === 'failed') this.#last.set(result.node, result);
  }

  end({ node, status }: RoleFinished): void {
    const result = this.#last.get(node);
    this.#last.delete(node);
    // a rescued failure has not ended its role
    if (!result || status !== 'failed') return;
    const lines = renderResult(result);
    const key = lines.join('\n');
    const group = this.#hosts.get(key) ?? { lines, hosts: [] };
    this.#hosts.set(key, group);
    group.hosts.push(result.host);
  }

  render({ palette }: Style): string[] {
    if (this.#hosts.size === 0) return [];
    const groups = [...this.#hosts.values()].sort((a, b) => b.hosts.length - a.hosts.length);
    const lines = groups.flatMap(({ lines: [title = '', ...rest], hosts }) => [
      `  ${palette.bad(title)}`,
      `    on ${listHosts(hosts)}`,
      ...rest.map((line) => `    ${line}`),
    ]);
    return [palette.strong('Failures'), ...lines, ''];
  }
}

function renderResult(result: Result): string[] {
  const { task, failure } = result;
  const message = (failure?.message ?? 'failed').trimEnd().split('\n');
  const title = `${renderResultTitle(result)} (${task.file}:${task.line})`;
  return [
    title,
    ...message.slice(0, MOST_LINES),
    ...(failure?.hint === undefined ? [] : [`hint: ${failure.hint}`]),
    ...renderElsewhere(failure, task),
  ];
}

function listHosts(hosts: readonly string[]): string {
  const names = [...hosts].sort();
  const more = names.length - MOST_HOSTS;
  return more > 0 ? `${names.slice(0, MOST_HOSTS).join(', ')} and ${more} more` : names.join(', ');
}
