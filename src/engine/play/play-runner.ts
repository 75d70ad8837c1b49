import type { GraphNode } from '../../plan/graph.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import { buildPlayGraph } from '../../plan/play-graph.ts';
import type { PlayNode } from '../../plan/play-graph.ts';
import { Departures } from '../host/departures.ts';
import { ForkSlots } from '../steps/fork-slots.ts';
import { PlaySteps } from '../steps/play-steps.ts';
import type { NodeInPlay } from './node-runner.ts';
import { NodeRunner } from './node-runner.ts';
import { byHost, failedHosts } from './play-nodes.ts';
import type { RunServices } from './run-services.ts';
import type { NodeEnd } from './walk-graph.ts';
import { walkGraph } from './walk-graph.ts';

/** `fatal`: later plays do not run. */
export type PlayEnd = 'done' | 'fatal';

/** One batch of a play. */
interface BatchOfPlay extends PlannedPlay {
  readonly batch: readonly string[];
  /** The hosts that take part. */
  readonly hosts: readonly string[];
  /** Hosts of later plays. */
  readonly laterHosts: ReadonlySet<string>;
}

/** The context that the nodes of one batch share. */
interface Walk {
  readonly slots: ForkSlots;
  readonly steps: PlaySteps;
}

/** Runs plays, batch by batch. */
export class PlayRunner {
  readonly #services: RunServices;
  readonly #nodes: NodeRunner;
  readonly #departures: Departures;

  constructor(services: RunServices) {
    const { pool } = services;
    this.#services = services;
    this.#nodes = new NodeRunner(services);
    this.#departures = new Departures({ rest: (name) => pool.rest(name), leave: (name) => pool.leave(name) });
  }

  /** `laterHosts`: the hosts of the plays after it. */
  async run(planned: PlannedPlay, laterHosts: ReadonlySet<string>): Promise<PlayEnd> {
    const { surveys, batch: current } = this.#services;
    surveys.begin(planned.play.isOpening === true);
    for (const batch of planned.batches) {
      const hosts = batch.filter((name) => current.isTakingPart(name));
      const end = await this.#runBatch({ ...planned, batch, hosts, laterHosts });
      if (end !== undefined) return end;
    }
    return 'done';
  }

  /** Undefined if the play continues with its next batch. */
  async #runBatch(batch: BatchOfPlay): Promise<PlayEnd | undefined> {
    const { pool } = this.#services;
    const { play, batches, hosts, isComplete } = batch;
    const walk = this.#begin(batch);
    const failed = failedHosts(hosts, await this.#walk(batch, walk));
    if (play.isOpening) return hosts.some((name) => pool.get(name).tally.problem === 'failed') ? 'fatal' : undefined;
    if (walk.steps.isFatal) return 'fatal';
    if (walk.steps.end === 'end_play') return 'done';
    if (failed.size === 0 || failed.size < hosts.length) return undefined;
    // as in Ansible, the run ends if all hosts of a play fail; in a rolling update, earlier failures count
    const haveAllFailed = isComplete && hosts.length === batch.batch.length;
    return batches.length > 1 || haveAllFailed ? 'fatal' : 'done';
  }

  #begin({ play, batches, batch, hosts }: BatchOfPlay): Walk {
    const { pool, plans, options, batch: current } = this.#services;
    for (const { variables, roleCalls } of [...plans.names].map((name) => pool.get(name))) {
      variables.dynamic.begin();
      roleCalls.clear();
    }
    // openings run one after the other, so that the error that ends the run is reported once
    const slots = new ForkSlots(play.isOpening ? 1 : options.forks);
    const steps = new PlaySteps({ play, hosts, slots, onWait: (name) => pool.rest(name) });
    current.begin({ all: batches.flat(), batch, directory: play.directory }, steps);
    void options.stop.asked?.then(() => steps.close());
    return { slots, steps };
  }

  async #walk(
    { play, parts, batch, laterHosts }: BatchOfPlay,
    { slots, steps }: Walk,
  ): Promise<ReadonlyMap<GraphNode<PlayNode>, NodeEnd<PlayNode>>> {
    const { pool, inventory, failures, options } = this.#services;
    const nodes = buildPlayGraph(parts, new Set(batch));
    const ownNodes = byHost(nodes);
    const settingOf = (node: GraphNode<PlayNode>): NodeInPlay => {
      const own = ownNodes.get(node.value.host) ?? [];
      return { node, play, parts, steps, own, place: parts.indexOf(node.value.part) };
    };
    for (const host of batch) if (!ownNodes.has(host)) steps.leave(host);
    this.#departures.begin(
      nodes.map(({ value }) => value.host),
      (name) => !inventory.isExtended && !laterHosts.has(name),
    );
    return walkGraph(nodes, {
      slots,
      ready: (node) => pool.whenKnown(node.value.host),
      run: (node) => this.#nodes.run(settingOf(node)).finally(() => this.#departures.ended(node.value.host)),
      onBlocked: (node, by) => failures.block(node, by, play),
      onEnded: (node) => passOn(settingOf(node)),
      isAborted: (node) => steps.isStopped([parts.indexOf(node.value.part)]) || options.stop.requested,
    });
  }
}

/** Reports the progress of the node's host to other hosts. */
function passOn({ node, own, parts, steps }: NodeInPlay): void {
  const { host } = node.value;
  const next = own[own.indexOf(node) + 1];
  if (next) steps.reach(host, [parts.indexOf(next.value.part)]);
  else steps.leave(host);
}
