import { dirname, resolve } from 'node:path';
import { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Play } from '../playbook/types.ts';
import type { GraphNode } from '../plan/graph.ts';
import { buildPlayGraph } from '../plan/play-graph.ts';
import { planPlay } from '../plan/plan-play.ts';
import type { PlannedPlay } from '../plan/plan-play.ts';
import type { PlayNode, PlayPart } from '../plan/play-graph.ts';
import { quote } from '../query/quote.ts';
import { fileNameOf } from '../values/file-name.ts';
import { applyCommands } from './batch/apply-commands.ts';
import { EVENTS_VERSION } from './events.ts';
import type { HostRecap, NodeStatus } from './events.ts';
import { describeRecord } from './handlers/handler-record.ts';
import { HandlerIndex } from './handlers/handler-index.ts';
import type { HostState } from './host/host-state.ts';
import { Departures } from './host/departures.ts';
import { HostPool } from './host/host-pool.ts';
import { ExtendedInventory } from './variables/extend-inventory.ts';
import { LocalFiles } from './files/local-files.ts';
import { PartRunner } from './list/part-runner.ts';
import { placeOf, playPlace } from './list/place-of.ts';
import { plainTasks } from './list/plain-tasks.ts';
import { performEffect } from './control/perform-effect.ts';
import { readAhead } from './files/prefetch-files.ts';
import { registeredNames, settableNames } from './list/registered-names.ts';
import type { RunContext } from './run-context.ts';
import { EndHost, HostUnusable, InternalError, PlayStopped } from './errors.ts';
import type { FailureContext } from './play/node-failure.ts';
import { noteNodeFailure } from './play/node-failure.ts';
import type { Blocker, NodeEnd } from './play/walk-graph.ts';
import { END_OF_PLAY, walkGraph } from './play/walk-graph.ts';
import type { Unknown } from '../values/unknown.ts';
import { PeerUnknown, viewPeer } from './variables/peer-variables.ts';
import type { PeerView } from './variables/peer-variables.ts';
import { nextSteps } from './next-steps.ts';
import { NodeSteps } from './steps/node-steps.ts';
import { after, AT_START } from './steps/position.ts';
import { ForkSlots } from './steps/fork-slots.ts';
import { NO_STEPS, PlaySteps } from './steps/play-steps.ts';
import type { PlayHosts } from './variables/play-hosts.ts';
import { Waiting } from './waiting.ts';
import { Surveys } from './control/survey.ts';

import { byHost, failedHosts, ownersToCome } from './play/play-nodes.ts';
import { exitCodeOf } from './exit-code.ts';
import { prepareHost } from './host/prepare-host.ts';
import type { RunOptions, RunSummary } from './run-options.ts';
import { usesBecome } from './uses-become.ts';

/** Runs a playbook from the first connection to the recap. Rejects with `InvalidInput` before any host is touched. */
export async function runPlaybook(options: RunOptions): Promise<RunSummary> {
  return new PlaybookRun(options).run();
}

/** What the nodes of one batch of a play share. */
interface BatchOfPlay extends Pick<PlannedPlay, 'play' | 'parts'> {
  readonly batch: readonly string[];
  readonly slots: ForkSlots;
  readonly steps: PlaySteps;
}

interface NodeInPlay {
  readonly play: Play;
  readonly parts: readonly PlayPart[];
  readonly steps: PlaySteps;
  /** The host's nodes, in order. */
  readonly own: readonly GraphNode<PlayNode>[];
  /** The part's place in the play. */
  readonly place: number;
}

class PlaybookRun {
  readonly #options: RunOptions;
  readonly #pool: HostPool;
  readonly #waiting: Waiting;
  readonly #inventory: ExtendedInventory;
  readonly #context: RunContext;
  readonly #startedMs = performance.now();
  readonly #once = new Map<string, Promise<unknown>>();
  readonly #handlers = new Map<HostState, HandlerIndex>();
  readonly #registered: ReadonlySet<string>;
  /** Names of variables that a task of the playbook may set. */
  readonly #settable: ReadonlySet<string>;
  /** Nodes of roles that have failed anywhere, for roles of later plays and batches that require them. */
  readonly #failedRoles = new Map<string, Blocker<PlayNode>>();
  /** The node that failed, or was blocked, of each host that takes no further part. */
  readonly #failedNodes = new Map<string, Blocker<PlayNode>>();
  readonly #surveys: Surveys;
  readonly #departures = new Departures({
    rest: (name) => this.#pool.rest(name),
    leave: (name) => this.#pool.leave(name),
  });
  /** Hosts of the plays after the one under way. */
  #laterHosts: ReadonlySet<string> = new Set();
  /** The hosts of all plays. Set when the run is planned, added to when plays are planned anew, read at its end. */
  #names = new Set<string>();
  /** Hosts of the play under way. Set when a batch begins, read by magic variables and by tasks. */
  #playHosts: Pick<PlayHosts, 'all' | 'batch'> = { all: [], batch: [] };
  /** Between the hosts of the batch under way. Set when it begins. */
  #steps: PlaySteps | undefined;

  constructor(options: RunOptions) {
    const now = new Date();
    const holder = { ...options.holder, runId: options.runId, since: now.toISOString() };
    this.#registered = registeredNames(options.playbook);
    this.#settable = settableNames(options.playbook);
    this.#inventory = new ExtendedInventory(options.inventory);
    this.#waiting = new Waiting(options.sink, () => this.#pool.activities());
    const { sink } = this.#waiting;
    this.#options = { ...options, sink };
    this.#pool = new HostPool({
      inventory: this.#inventory,
      extraVars: options.extraVars,
      mode: options.mode,
      runId: options.runId,
      playbookDirectory: dirname(resolve(options.playbook.path)),
      playHosts: () => this.#livePlayHosts,
      peerView: (peer, reader) => this.#peerView(peer, reader),
      connect: options.connect,
      holder,
      sink,
      onSession: options.onSession,
      forks: options.forks,
      becomes: options.playbook.plays.some(usesBecome),
      stop: options.stop,
    });
    this.#surveys = new Surveys((name) => this.#pool.reachable(name));
    this.#context = {
      mode: options.mode,
      runId: options.runId,
      scope: options.scope,
      entries: new Set(options.playbook.plays.flatMap(({ roles }) => roles.map(({ id }) => fileNameOf(id)))),
      adoptManifests: options.adoptManifests ?? false,
      now,
      playbookDirectory: dirname(resolve(options.playbook.path)),
      withDiff: options.withDiff,
      verbosity: options.verbosity,
      taskTimeoutSeconds: options.taskTimeoutSeconds,
      tags: options.tags,
      files: new LocalFiles(options.expressionHost),
      sink,
      holder,
      onSecret: options.onSecret,
      stop: options.stop,
      confirm: options.confirm,
      startAtTask: options.startAtTask,
      delegate: (name) => this.#pool.delegate(name),
      playHosts: () => this.#livePlayHosts.batch,
      steps: () => this.#steps ?? NO_STEPS,
      perform: (effect, entry, host) =>
        performEffect(effect, entry, host, {
          prompt: options.prompt,
          mode: options.mode,
          stop: options.stop,
          runId: options.runId,
          readVars: options.readVars,
          addHost: (added) => this.#inventory.addHost(added),
          clearErrors: () => this.#clearErrors(),
          survey: (survey) => this.#surveys.ask(survey),
          groupBy: (grouped, name) => this.#inventory.groupBy(grouped, name),
        }),
      resolve: (unknown) => this.#resolve(unknown),
      once: (key, work) => this.#runOnce(key, work),
    };
  }

  async run(): Promise<RunSummary> {
    const plays = this.#plan();
    this.#options.diagnostics.throwIfErrors();
    const names = [...new Set(plays.flatMap(({ batches }) => batches.flat()))];
    this.#names = new Set(names);
    this.#tellStart(plays, names);
    this.#readAhead(plays);
    this.#waiting.start();
    try {
      // nobody waits here: each node waits for its own host, so that a slow one holds up no other
      const opening = this.#pool.open(names, (host) => this.#prepare(host, plays));
      // it is awaited below, whatever it ends with
      opening.catch(() => undefined);
      for (const [i, planned] of plays.entries()) {
        if (this.#options.stop.requested) break;
        this.#laterHosts = new Set(plays.slice(i + 1).flatMap(({ batches }) => batches.flat()));
        const end = await this.#runPlay(this.#inventory.isExtended ? this.#planAnew(planned.play) : planned);
        if (end === 'fatal') break;
      }
      await Promise.race([opening, ...(this.#options.stop.asked ? [this.#options.stop.asked] : [])]);
      this.#tellBroken();
      if (this.#options.dropHandlers) await Promise.all([...this.#names].map((name) => this.#dropUnclaimed(name)));
    } finally {
      await this.#close();
      this.#waiting.stop();
    }
    return this.#finish([...this.#names]);
  }

  /** What comes up while hosts are left must not keep the end of the run from being told. */
  async #close(): Promise<void> {
    try {
      await this.#pool.close();
    } catch (error) {
      const { message } = new InternalError(error);
      this.#options.sink({ event: 'warning', message: `internal error while hosts were left: ${message}` });
    }
  }

  #readAhead(plays: readonly PlannedPlay[]): void {
    const { tags, startAtTask, files } = this.#context;
    if (tags.only.length > 0 || startAtTask !== undefined) return;
    const parts = plays.flatMap((play) => play.parts.filter(({ hosts }) => hosts.length > 0));
    const tasks = parts.flatMap(({ items }) => plainTasks(items, undefined));
    readAhead(
      tasks.map(({ task }) => task),
      files,
    );
  }

  #plan(): PlannedPlay[] {
    return this.#options.playbook.plays.map((play) => this.#planPlay(play));
  }

  /** The play with the hosts that have joined since. What its patterns still do not name was told of before the run. */
  #planAnew(play: Play): PlannedPlay {
    const planned = this.#planPlay(play, new DiagnosticList());
    for (const name of planned.batches.flat()) this.#names.add(name);
    return planned;
  }

  #planPlay(play: Play, diagnostics = this.#options.diagnostics): PlannedPlay {
    const { limit, roles, mode } = this.#options;
    const names = limit && new Set([...limit].map(({ name }) => name));
    return planPlay(play, {
      inventory: this.#inventory,
      limit: names,
      roles,
      isVerify: mode === 'verify',
      diagnostics,
    });
  }

  #tellStart(plays: readonly PlannedPlay[], hosts: readonly string[]): void {
    const { playbook, inventorySources, mode, runId, sink } = this.#options;
    const nodes = plays.reduce(
      (sum, { parts }) => sum + parts.reduce((count, part) => count + part.hosts.length, 0),
      0,
    );
    sink({
      event: 'run.started',
      version: EVENTS_VERSION,
      run: runId,
      at: new Date().toISOString(),
      mode,
      playbook: playbook.path,
      inventory: inventorySources,
      hosts,
      nodes,
    });
  }

  async #prepare(host: HostState, plays: readonly PlannedPlay[]): Promise<void> {
    const { scope, onSecret, mode } = this.#options;
    const index = this.#handlerIndex(host, plays);
    const prefetch = (part: PlayPart, play: Play) => this.#nodeRunner({ host, part }, play, new Set()).prefetch();
    await prepareHost(host, { plays, scope, onSecret, prefetch });
    if (mode !== 'verify') index.recall(host.handlers);
  }

  /** The handlers of the plays that a host has a part in, as far as they are not known yet. */
  #handlerIndex(host: HostState, plays: readonly PlannedPlay[]): HandlerIndex {
    const index = this.#handlers.get(host) ?? new HandlerIndex(this.#options.scope.playbook);
    this.#handlers.set(host, index);
    for (const { play, parts } of plays) {
      const place = playPlace(play, host);
      for (const part of parts.filter(({ hosts }) => hosts.includes(host.name))) {
        if (part.entry) index.add(part.entry.role.handlers, part.entry.role.name, placeOf(part, place));
      }
      index.add(play.handlers, play.name, { ...place, role: undefined, parameters: undefined });
    }
    return index;
  }

  async #runPlay({ play, parts, batches }: PlannedPlay): Promise<'done' | 'fatal'> {
    this.#surveys.begin(play.isOpening === true);
    for (const batch of batches) {
      const hosts = batch.filter((name) => this.#isTakingPart(name));
      for (const name of this.#names) this.#pool.get(name).variables.dynamic.begin();
      this.#playHosts = { all: batches.flat(), batch };
      // what is asked first is asked one after the other, so that what ends the run is told once
      const slots = new ForkSlots(play.isOpening ? 1 : this.#options.forks);
      const steps = new PlaySteps({ play, hosts, slots, onWait: (name) => this.#pool.rest(name) });
      this.#steps = steps;
      void this.#options.stop.asked?.then(() => steps.close());
      const ends = await this.#walk({ play, parts, batch, slots, steps });
      const failed = failedHosts(hosts, ends);
      if (play.isOpening) {
        if (hosts.some((name) => this.#pool.get(name).tally.problem === 'failed')) return 'fatal';
        continue;
      }
      if (steps.isFatal) return 'fatal';
      if (steps.end === 'end_play') break;
      // as in Ansible, a rolling update ends where none of a batch is left
      if (failed.size > 0 && failed.size === hosts.length) return batches.length > 1 ? 'fatal' : 'done';
    }
    return 'done';
  }

  /** Within a batch hosts see of each other what tasks before theirs have set. */
  #peerView(peer: string, reader: string): PeerView | undefined {
    const steps = this.#steps;
    const { position } = this.#pool.get(reader).variables.dynamic;
    if (!steps || !position || peer === reader || !steps.hosts.includes(peer)) return undefined;
    const { variables } = this.#pool.get(peer);
    const isThere = steps.hasReached(peer, position);
    return viewPeer({ reader, peer, position, isThere, variables, maySet: (name) => this.#settable.has(name) });
  }

  async #resolve(unknown: Unknown): Promise<boolean> {
    if (!(unknown instanceof PeerUnknown)) return this.#pool.resolve(unknown);
    const { reader, peer, position } = unknown;
    await this.#steps?.peer(reader, peer, position);
    return !this.#options.stop.requested;
  }

  /** `meta: clear_host_errors`: hosts that have failed take part from the next play on. */
  #clearErrors(): void {
    for (const name of this.#playHosts.all) {
      this.#pool.forgive(name);
      this.#failedNodes.delete(name);
    }
  }

  #isTakingPart(name: string): boolean {
    return this.#pool.isUsable(name) && this.#pool.get(name).tally.problem === undefined;
  }

  /** What `ansible_play_hosts` and the like say: those that have failed are left out. */
  get #livePlayHosts(): PlayHosts {
    const { all, batch } = this.#playHosts;
    return {
      all,
      batch: batch.filter((name) => this.#isTakingPart(name)),
      left: all.filter((name) => this.#isTakingPart(name)),
    };
  }

  async #walk({
    play,
    parts,
    batch,
    slots,
    steps,
  }: BatchOfPlay): Promise<ReadonlyMap<GraphNode<PlayNode>, NodeEnd<PlayNode>>> {
    const nodes = buildPlayGraph(parts, new Set(batch));
    const ownNodes = byHost(nodes);
    const place = (node: GraphNode<PlayNode>): number => parts.indexOf(node.value.part);
    for (const host of batch) if (!ownNodes.has(host)) steps.leave(host);
    this.#departures.begin(
      nodes.map(({ value }) => value.host),
      (name) => !this.#inventory.isExtended && !this.#laterHosts.has(name),
    );
    return walkGraph(nodes, {
      slots,
      ready: (node) => this.#pool.whenKnown(node.value.host),
      run: (node) =>
        this.#runNode(node, {
          own: ownNodes.get(node.value.host) ?? [],
          play,
          parts,
          steps,
          place: place(node),
        }).finally(() => this.#departures.ended(node.value.host)),
      onBlocked: (node, by) => this.#tellBlocked(node, by, play),
      onEnded: (node) => {
        const { host } = node.value;
        const own = ownNodes.get(host) ?? [];
        const next = own[own.indexOf(node) + 1];
        if (next) steps.reach(host, [place(next)]);
        else steps.leave(host);
      },
      isAborted: (node) => steps.isStopped([place(node)]) || this.#options.stop.requested,
    });
  }

  async #runNode(
    node: GraphNode<PlayNode>,
    { own, play, parts, steps, place }: NodeInPlay,
  ): Promise<NodeEnd<PlayNode>> {
    const { id, host: name, part } = node.value;
    const required = part.entry?.role.meta.requires
      .map(({ role }) => this.#failedRoles.get(role))
      .find((by) => by !== undefined);
    const blockedBy = required ?? this.#failedNodes.get(name);
    if (blockedBy !== undefined) {
      this.#tellBlocked(node, blockedBy, play);
      return { isSuccess: false, blockedBy };
    }
    const start = performance.now();
    const fields = { host: name, play: play.name, role: part.name, node: id.toString() };
    const end = (status: NodeStatus): NodeEnd<PlayNode> => {
      this.#options.sink({ event: 'role.finished', ...fields, status, ms: Math.round(performance.now() - start) });
      if (status !== 'failed') return { isSuccess: status === 'ok' || status === 'changed' };
      this.#failedNodes.set(name, node);
      if (part.entry) this.#failedRoles.set(part.entry.role.name, node);
      if (!play.isOpening) steps.fail(name, {}, after([place]));
      else if (this.#pool.get(name).tally.problem === 'failed') steps.stop(AT_START);
      return { isSuccess: false };
    };
    let host: HostState;
    try {
      host = await this.#pool.usable(name);
    } catch (error) {
      if (!(error instanceof HostUnusable)) return end(this.#nodeFailure(node, play, error));
      const by = `${error.host}, which is ${error.problem}`;
      this.#tellBlocked(node, by, play);
      return { isSuccess: false, blockedBy: by };
    }
    if (steps.hasLeft(name) || steps.hasEnded([place])) return { isSuccess: true };
    if (this.#inventory.isExtended) this.#handlerIndex(host, [{ play, parts, batches: [] }]).recall(host.handlers);
    this.#options.sink({
      event: 'role.started',
      ...fields,
      waitedFor: node.needs.map((need) => need.node.value.id.toString()),
    });
    const changesBefore = host.tally.changes;
    try {
      const neighbours = node.needs.map((need) => need.node.value.host).filter((neighbour) => neighbour !== name);
      if (neighbours.some((neighbour) => this.#changedHosts.has(neighbour))) host.answers.drop();
      await this.#nodeRunner({ host, part, place }, play, ownersToCome(node, own)).run();
      if (host.tally.changes > changesBefore) this.#changedHosts.add(name);
      return end(host.tally.changes > changesBefore ? 'changed' : 'ok');
    } catch (error) {
      if (error instanceof EndHost) {
        if (error.action !== 'end_role') steps.leave(name);
        return end(host.tally.changes > changesBefore ? 'changed' : 'ok');
      }
      if (error instanceof PlayStopped) {
        this.#tellBlocked(node, END_OF_PLAY, play);
        return { isSuccess: false, blockedBy: END_OF_PLAY };
      }
      return end(this.#nodeFailure(node, play, error));
    }
  }

  /** Hosts that this run has changed: what their dependents observed before is not used any more. */
  readonly #changedHosts = new Set<string>();

  #nodeFailure({ value: { id, host, part } }: GraphNode<PlayNode>, play: Play, error: unknown): NodeStatus {
    return this.#noteFailure(error, {
      host: this.#pool.get(host),
      play: play.name,
      node: id.toString(),
      part: part.name,
    });
  }

  #noteFailure(error: unknown, where: Pick<FailureContext, 'host' | 'play' | 'node' | 'part'>): NodeStatus {
    const { sink, verbosity } = this.#options;
    return noteNodeFailure(error, { ...where, sink, verbosity, lose: (host, by) => this.#pool.lose(host, by) });
  }

  /** Hosts on which something went wrong while they were connected to and prepared, and that no node has told of. */
  #tellBroken(): void {
    for (const [host, error] of this.#pool.broken)
      if (host.tally.problem === undefined)
        this.#noteFailure(error, { host, play: '', node: host.name, part: 'preparing the host' });
  }

  #nodeRunner(
    { host, part, place = 0 }: { readonly host: HostState; readonly part: PlayPart; readonly place?: number },
    play: Play,
    toCome: ReadonlySet<string>,
  ): PartRunner {
    const handlers = this.#handlers.get(host) ?? new HandlerIndex(this.#options.scope.playbook);
    // what is asked first is asked whatever task the run starts at
    const run = part.entry?.isOpening
      ? { ...this.#context, startAtTask: undefined, confirm: undefined }
      : this.#context;
    return new PartRunner({
      run,
      host,
      play,
      part,
      place: placeOf(part, playPlace(play, host)),
      steps: new NodeSteps({ host, steps: this.#steps ?? NO_STEPS, place }),
      handlers,
      toCome,
      registered: this.#registered,
    });
  }

  #tellBlocked(node: GraphNode<PlayNode>, by: Blocker<PlayNode>, play: Play): void {
    const { value } = node;
    const host = this.#pool.get(value.host);
    const fields = { host: value.host, play: play.name, role: value.part.name, node: value.id.toString(), ms: 0 };
    if (by === END_OF_PLAY && this.#options.stop.requested) {
      host.tally.setProblem('interrupted');
      this.#options.sink({ event: 'role.finished', ...fields, status: 'interrupted' });
      return;
    }
    host.tally.countBlocked();
    if (!this.#failedNodes.has(value.host)) this.#failedNodes.set(value.host, by);
    const isOwn = typeof by === 'object' && by.value.host === value.host;
    if (!isOwn) host.tally.setProblem('blocked');
    if (!isOwn && value.part.entry) this.#failedRoles.set(value.part.entry.role.name, node);
    const blockedBy = typeof by === 'object' ? `${by.value.part.name} on ${by.value.host}` : by;
    this.#options.sink({ event: 'role.finished', ...fields, status: 'blocked', blockedBy });
  }

  async #runOnce<T>(key: string, work: () => Promise<T>): Promise<{ readonly value: T; readonly isFirst: boolean }> {
    const known = this.#once.get(key) as Promise<T> | undefined;
    const running = known ?? work();
    this.#once.set(key, running);
    return { value: await running, isFirst: known === undefined };
  }

  async #dropUnclaimed(name: string): Promise<void> {
    const { mode, runId, stop } = this.#options;
    const host = this.#pool.get(name);
    if (mode !== 'apply' || stop.requested || !host.isConnected || !this.#pool.isUsable(name)) return;
    const paths = host.handlers.takeUnclaimed().map(({ path }) => quote(path));
    if (paths.length > 0) await applyCommands(host, `${runId}-drop-handlers`, [`rm -f -- ${paths.join(' ')}`]);
  }

  /** A handler's record that nobody defines any more would stay for ever. */
  #warnOfUnclaimed({ name, handlers }: HostState): void {
    for (const { record } of handlers.unclaimed)
      this.#options.sink({
        event: 'warning',
        host: name,
        message: `an earlier run left the handler ${describeRecord(record)} pending, and nothing in this run defines it; --drop-handlers forgets it`,
      });
  }

  #finish(names: readonly string[]): RunSummary {
    const { sink, mode, runId, stop } = this.#options;
    const hosts: Record<string, HostRecap> = {};
    for (const name of names) {
      this.#warnOfUnclaimed(this.#pool.get(name));
      const recap = this.#pool.recap(name);
      hosts[name] = recap;
      sink({ event: 'host.finished', host: name, recap });
    }
    const exitCode = stop.requested ? 130 : exitCodeOf(Object.values(hosts));
    const ms = Math.round(performance.now() - this.#startedMs);
    sink({
      event: 'run.finished',
      run: runId,
      at: new Date().toISOString(),
      ms,
      mode,
      hosts,
      next: nextSteps(hosts),
      exitCode,
    });
    return { hosts, exitCode };
  }
}
