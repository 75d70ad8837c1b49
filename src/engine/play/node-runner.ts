import type { GraphNode } from '../../plan/graph.ts';
import type { PlayNode, PlayPart } from '../../plan/play-graph.ts';
import type { Play } from '../../playbook/types.ts';
import { EndHost, HostUnusable, PlayStopped } from '../errors.ts';
import type { NodeStatus } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import type { PlaySteps } from '../steps/play-steps.ts';
import { after, AT_START } from '../steps/position.ts';
import { makePartRunner } from './make-part-runner.ts';
import { equalEntries, ownersToCome } from './play-nodes.ts';
import type { RunServices } from './run-services.ts';
import type { NodeEnd } from './walk-graph.ts';
import { END_OF_PLAY } from './walk-graph.ts';

export interface NodeInPlay {
  readonly node: GraphNode<PlayNode>;
  readonly play: Play;
  readonly parts: readonly PlayPart[];
  readonly steps: PlaySteps;
  /** The host's nodes, in order. */
  readonly own: readonly GraphNode<PlayNode>[];
  /** The part's place in the play. */
  readonly place: number;
}

type End = NodeEnd<PlayNode>;

/** Runs nodes: parts of a play, each on one host. */
export class NodeRunner {
  readonly #services: RunServices;
  /**
   * Hosts that this run has changed, so that their dependents discard earlier answers. Set when a node has ended
   * successfully, read before each node; kept for the run.
   */
  readonly #changedHosts = new Set<string>();

  constructor(services: RunServices) {
    this.#services = services;
  }

  /** A failure is a result of the node. */
  async run(setting: NodeInPlay): Promise<End> {
    const { pool, failures } = this.#services;
    const { node, play } = setting;
    const blockedBy = failures.blockerOf(node);
    if (blockedBy !== undefined) return failures.block(node, blockedBy, play);
    const startMs = performance.now();
    const end = (status: NodeStatus): End => this.#end(setting, status, startMs);
    let host: HostState;
    try {
      host = await pool.usable(node.value.host);
    } catch (error) {
      if (!(error instanceof HostUnusable)) return end(failures.note(error, node, play));
      return failures.block(node, `${error.host}, which is ${error.problem}`, play);
    }
    return this.#runOn(host, setting, end);
  }

  async #runOn(host: HostState, setting: NodeInPlay, end: (status: NodeStatus) => End): Promise<End> {
    const { node, play, parts, steps, place } = setting;
    const { inventory, handlers, failures, context } = this.#services;
    if (steps.hasLeft(host.name) || steps.hasEnded([place])) return { isSuccess: true };
    if (inventory.isExtended) handlers.add(host, [{ play, parts }]).recall(host.handlers);
    this.#tellStart(setting);
    const changesBefore = host.tally.changes;
    const hasChanged = (): boolean => host.tally.changes > changesBefore;
    try {
      context.review?.admit(host.name);
      await this.#runPart(host, setting);
      if (hasChanged()) this.#changedHosts.add(host.name);
      return end(hasChanged() ? 'changed' : 'ok');
    } catch (error) {
      if (error instanceof EndHost) {
        steps.leave(host.name);
        return end(hasChanged() ? 'changed' : 'ok');
      }
      if (error instanceof PlayStopped) return failures.block(node, END_OF_PLAY, play);
      return end(failures.note(error, node, play));
    }
  }

  async #runPart(host: HostState, { node, play, own, place }: NodeInPlay): Promise<void> {
    const { context, handlers, runDependent, options } = this.#services;
    const neighbours = node.needs.map((need) => need.node.value.host).filter((neighbour) => neighbour !== host.name);
    if (neighbours.some((neighbour) => this.#changedHosts.has(neighbour))) host.answers.drop();
    const { part } = node.value;
    const toCome = ownersToCome(node, own);
    const equals = equalEntries(node, own, { play, isPartOfRun: options.nodes !== undefined });
    const setting = {
      run: context,
      host,
      play,
      part,
      place,
      handlers: handlers.of(host),
      toCome,
      runDependent,
      equals,
    };
    await makePartRunner(setting).run();
  }

  #tellStart({ node, play }: NodeInPlay): void {
    const waitedFor = node.needs.map((need) => need.node.value.id.toString());
    this.#services.sink({ event: 'role.started', ...fieldsOf(node, play), waitedFor });
  }

  #end({ node, play, steps, place }: NodeInPlay, status: NodeStatus, startMs: number): End {
    const { sink, failures, pool } = this.#services;
    const { host } = node.value;
    const ms = Math.round(performance.now() - startMs);
    sink({ event: 'role.finished', ...fieldsOf(node, play), status, ms });
    if (status !== 'failed') return { isSuccess: status === 'ok' || status === 'changed' };
    failures.fail(node);
    if (!play.isOpening) steps.fail(host, {}, after([place]));
    else if (pool.get(host).tally.problem === 'failed') steps.stop(AT_START);
    return { isSuccess: false };
  }
}

const fieldsOf = ({ value: { id, host, part } }: GraphNode<PlayNode>, play: Play) => ({
  host,
  play: play.name,
  role: part.name,
  node: id.toString(),
});
