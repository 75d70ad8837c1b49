import type { EngineEvent, HostRecap, RunFinished } from '../../engine/events.ts';
import { NO_RECAP } from '../../engine/host/no-recap.ts';
import type { BlockedNode, Unmet } from '../jobs/blocked-nodes.ts';
import type { JobNode } from '../jobs/cluster-job.ts';

const isGood = (status: string): boolean => status === 'ok' || status === 'changed';

/** The results of a job's nodes, from the events of its process. */
export class JobOutcome {
  readonly #nodes: readonly JobNode[];
  readonly #blocked: readonly BlockedNode[];
  readonly #ended = new Map<string, string>();
  #finished: RunFinished | undefined;
  /** The status of hosts that the process has not reported. */
  #undone: HostRecap['status'] = 'failed';

  constructor(nodes: readonly JobNode[], blocked: readonly BlockedNode[]) {
    this.#nodes = nodes;
    this.#blocked = blocked;
  }

  /** Records a line of events. False if it must not be passed on, since `end` reports it with additions. */
  note(line: string): boolean {
    // most lines are about tasks
    if (!/^\{"event":"(role|run)\.finished"/.test(line)) return true;
    const event = JSON.parse(line) as EngineEvent;
    if (event.event === 'role.finished') this.#ended.set(event.node, event.status);
    if (event.event !== 'run.finished') return true;
    this.#finished = event;
    return false;
  }

  /** Whether the process has reported its end. */
  get isFinished(): boolean {
    return this.#finished !== undefined;
  }

  get isFatal(): boolean {
    return this.#finished?.fatal === true;
  }

  /** The events for nodes that do not run at all. */
  blockedEvents(): EngineEvent[] {
    return this.#blocked.map(({ node, by }) => ({
      ...ofNode(node),
      status: 'blocked',
      blockedBy: by,
    }));
  }

  /** The events for all unfinished nodes, with the reason as a warning. */
  undoneEvents(message: string, status: 'failed' | 'unreachable'): EngineEvent[] {
    this.#undone = status;
    const left = this.#nodes.filter(({ id }) => !this.#ended.has(id));
    return [{ event: 'warning', message }, ...left.map((node) => ({ ...ofNode(node), status: 'failed' as const }))];
  }

  /** It was stopped: hosts that the process has not told of are to be gone on with. */
  leave(): void {
    this.#undone = 'interrupted';
  }

  /** The last event of an attempt: how its hosts have ended. */
  end(mode: RunFinished['mode'], run: string): RunFinished {
    const at = new Date().toISOString();
    const base = this.#finished ?? { event: 'run.finished', run, at, ms: 0, mode, next: [], exitCode: 1 };
    return { ...base, hosts: this.#recaps() };
  }

  /** The failures that later jobs must take into account. */
  unmet(): Unmet {
    const hosts = Object.entries(this.#recaps()).flatMap(([host, { status }]) => (isGood(status) ? [] : [host]));
    const bad = [...this.#ended].flatMap(([node, status]) => (isGood(status) ? [] : [node]));
    const onBad = this.#nodes.filter(({ host, id }) => hosts.includes(host) && !isGood(this.#ended.get(id) ?? ''));
    const nodes = [...bad, ...onBad.map(({ id }) => id), ...this.#blocked.map(({ node }) => node.id)];
    return { nodes: new Set(nodes), hosts: new Set(hosts) };
  }

  #recaps(): Record<string, HostRecap> {
    const recaps: Record<string, HostRecap> = { ...this.#finished?.hosts };
    if (!this.#finished) for (const { host } of this.#nodes) recaps[host] = { ...NO_RECAP, status: this.#undone };
    for (const { node } of this.#blocked) {
      const known = recaps[node.host] ?? NO_RECAP;
      recaps[node.host] = {
        ...known,
        status: isGood(known.status) ? 'blocked' : known.status,
        blocked: known.blocked + 1,
      };
    }
    return recaps;
  }
}

const ofNode = ({ id, host, play, role }: JobNode) => ({
  event: 'role.finished' as const,
  host,
  play,
  role,
  node: id,
  ms: 0,
});
