import type {
  EngineEvent,
  HandlerFinished,
  HostProblem,
  RoleFinished,
  RunStarted,
  RunWaiting,
  TaskFinished,
  Trace,
} from '../engine/events.ts';
import { FailureGroups } from './text/failure-groups.ts';
import { isPlainResult } from './text/is-plain-result.ts';
import type { EventFilter } from './events/mask-event.ts';
import { renderDuration } from './text/render-duration.ts';
import { renderHeadline, type Headline } from './text/render-headline.ts';
import { renderRecap } from './text/render-recap.ts';
import { renderTaskTitle } from './text/render-task-title.ts';
import { renderTask } from './text/render-task.ts';
import { renderWait } from './text/render-wait.ts';
import { StatusCount } from './text/status-count.ts';
import type { Style } from './style/style.ts';
import { VerifyTable } from './text/verify-table.ts';

export interface NarratorOptions {
  readonly style: Style;
  readonly withDiff: boolean;
  /** Include tasks that are ok or skipped. */
  readonly withOk: boolean;
  /** Include a line for each role that has ended on a host. */
  readonly withRoles: boolean;
  /** Show the duration of each task, not only of slow ones. */
  readonly withTimes?: boolean | undefined;
  /** Include hosts when they are connected. */
  readonly withHosts: boolean;
}

const MAX_HOST_WIDTH = 24;
const MOST_WAITS = 5;

/** Events that may have lines. */
export const TOLD: ReadonlySet<EngineEvent['event']> = new Set([
  'run.started',
  'host.connected',
  'host.problem',
  'task.finished',
  'handler.finished',
  'role.finished',
  'run.waiting',
  'run.finished',
  'trace',
]);

/** Renders a run as lines: the relevant content of each event, and the recap at its end. Warnings are left to `renderWarning`. */
export class Narrator {
  readonly #options: NarratorOptions;
  readonly #counts = new Map<string, StatusCount>();
  readonly #assertions = new VerifyTable();
  readonly #failures = new FailureGroups();
  #hostWidth = 0;
  #verifies = false;

  constructor(options: NarratorOptions) {
    this.#options = options;
  }

  /** Counts a result without output; false if `tell` needs the event. */
  skim(event: EngineEvent, filter: EventFilter): boolean {
    if (event.event !== 'task.finished' && event.event !== 'handler.finished') return false;
    if (this.#verifies || this.#options.withOk || !isPlainResult(event)) return false;
    this.#count({ host: filter.name(event.host), node: filter.name(event.node) }).add(event.status);
    return true;
  }

  /** The lines for the next event, often none. */
  tell(event: EngineEvent): string[] {
    const { style, withHosts } = this.#options;
    switch (event.event) {
      case 'run.started':
        return this.#start(event);
      case 'host.connected':
        return withHosts ? [this.#headline('connected', 'dim', event.host, renderDuration(event.ms))] : [];
      case 'host.problem':
        return this.#tellProblem(event);
      case 'task.finished':
        if (this.#verifies) this.#assertions.add(event);
        return this.#tellResult(event);
      case 'handler.finished':
        return this.#tellResult(event);
      case 'role.finished':
        return this.#tellRole(event);
      case 'run.finished':
        return [
          '',
          ...separate(this.#assertions.render(style)),
          ...this.#failures.render(style),
          ...renderRecap(event, style),
        ];
      case 'run.waiting':
        return this.#tellWaits(event);
      case 'trace':
        return this.#tellTrace(event);
      case 'role.started':
      case 'task.started':
      case 'task.running':
      case 'host.finished':
      case 'warning':
        return [];
    }
  }

  #start({ mode, playbook, inventory, hosts, run }: RunStarted): string[] {
    const { palette, symbols } = this.#options.style;
    this.#hostWidth = Math.min(MAX_HOST_WIDTH, Math.max(0, ...hosts.map(({ length }) => length)));
    this.#verifies = mode === 'verify';
    const parts = [
      `${mode} ${playbook}`,
      inventory.join(', '),
      `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`,
      `run ${run}`,
    ];
    return [palette.dim(parts.join(` ${symbols.dot} `))];
  }

  #tellProblem({ host, problem, message, hint }: HostProblem): string[] {
    const [first = '', ...rest] = message.trimEnd().split('\n');
    const more = [...rest, ...(hint === undefined ? [] : [`hint: ${hint}`])];
    return [this.#headline(problem.toUpperCase(), 'bad', host, first), ...more.map((line) => `    ${line}`)];
  }

  #tellResult(result: TaskFinished | HandlerFinished): string[] {
    this.#count(result).add(result.status);
    if (!this.#verifies) this.#failures.note(result);
    if (!this.#options.withOk && isPlainResult(result)) return [];
    return renderTask(result, { ...this.#options, hostWidth: this.#hostWidth });
  }

  #tellWaits({ waits, more }: RunWaiting): string[] {
    const shown = waits.slice(0, MOST_WAITS);
    const rest = more + waits.length - shown.length;
    return [
      ...shown.map((wait) => this.#headline('running', 'dim', wait.host, renderWait(wait))),
      ...(rest > 0 ? [this.#headline('running', 'dim', '', `${rest} more ${rest === 1 ? 'host' : 'hosts'}`)] : []),
    ];
  }

  #tellTrace({ host, what, task, ms, text }: Trace): string[] {
    const title = [task && renderTaskTitle(task), ms === undefined ? undefined : renderDuration(ms)].filter(Boolean);
    const lines = text.trimEnd().split('\n');
    const isShort = lines.length === 1 && title.length === 0;
    return [
      this.#headline(what, 'dim', host, isShort ? text : title.join('  ')),
      ...(isShort ? [] : lines.map((line) => this.#options.style.palette.dim(`    ${line}`))),
    ];
  }

  #tellRole(event: RoleFinished): string[] {
    const { host, role, node, status, blockedBy, ms } = event;
    this.#failures.end(event);
    if (status === 'blocked') {
      // the host's own problem has been reported already
      if (blockedBy?.endsWith(` on ${host}`) || blockedBy?.startsWith(`${host}, `)) return [];
      return [this.#headline('BLOCKED', 'bad', host, `${role}${blockedBy ? ` by ${blockedBy}` : ''}`)];
    }
    if (!this.#options.withRoles) return [];
    const label = { ok: 'done', changed: 'done', failed: 'stopped', interrupted: 'interrupted' }[status];
    const counts = this.#count({ host, node }).render();
    return [this.#headline(label, 'dim', host, [role, counts, renderDuration(ms)].filter(Boolean).join(', '))];
  }

  #headline(label: string, paint: Headline['paint'], host: string, text: string): string {
    return renderHeadline({ label, paint, host, text }, { ...this.#options, hostWidth: this.#hostWidth });
  }

  #count({ host, node }: { host: string; node: string }): StatusCount {
    const key = `${host}\0${node}`;
    const count = this.#counts.get(key) ?? new StatusCount();
    this.#counts.set(key, count);
    return count;
  }
}

const separate = (lines: string[]): string[] => (lines.length === 0 ? [] : [...lines, '']);
