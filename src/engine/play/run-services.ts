import { dirname, resolve } from 'node:path';
import { Surveys } from '../control/survey.ts';
import type { EventSink } from '../events.ts';
import { HandlerIndexes } from '../handlers/handler-indexes.ts';
import { HostPool } from '../host/host-pool.ts';
import { settableOf } from '../list/settable-names.ts';
import { runDependentNames } from '../ownership/run-dependent-names.ts';
import type { RunContext } from '../run-context.ts';
import type { RunOptions } from '../run-options.ts';
import { usesBecome } from '../uses-become.ts';
import { runSettings } from '../variables/run-settings.ts';
import { playConnections } from '../variables/play-connections.ts';
import { ExtendedInventory } from '../variables/extend-inventory.ts';
import { Waiting } from '../waiting.ts';
import { CurrentBatch } from './current-batch.ts';
import { FailedNodes } from './failed-nodes.ts';
import { makeContext } from './make-context.ts';
import { PlayPlans } from './play-plans.ts';

/** The services that a run, its plays and its nodes share. Created once; each documents when its state is set and cleared. */
export interface RunServices {
  readonly options: Omit<RunOptions, 'sink'>;
  /** Receives all events of the run and passes them on. */
  readonly sink: EventSink;
  readonly waiting: Waiting;
  readonly inventory: ExtendedInventory;
  readonly plans: PlayPlans;
  readonly pool: HostPool;
  readonly batch: CurrentBatch;
  readonly surveys: Surveys;
  readonly failures: FailedNodes;
  readonly handlers: HandlerIndexes;
  /** The result of `runDependentNames`. */
  readonly runDependent: ReadonlySet<string>;
  readonly context: RunContext;
}

export function makeServices(options: RunOptions): RunServices {
  const { playbook, mode, verbosity, stop, scope } = options;
  const now = new Date();
  const holder = { ...options.holder, runId: options.runId, since: now.toISOString() };
  const playbookDirectory = (): string => batch.directory ?? dirname(resolve(playbook.path));
  const runDependent = runDependentNames(playbook, options.inventory);
  const settable = settableOf(playbook);
  const inventory = new ExtendedInventory(options.inventory);
  const waiting: Waiting = new Waiting(options.sink, () => pool.activities());
  const connections = playConnections(playbook, options.inventory);
  const { sink } = waiting;
  const pool: HostPool = new HostPool({
    inventory,
    extraVars: options.extraVars,
    mode,
    runId: options.runId,
    playbookDirectory,
    playHosts: () => batch.liveHosts,
    settings: runSettings(options),
    playConnection: (host) => connections.get(host),
    peerView: (peer, reader) => batch.peerView(peer, reader),
    behind: (reader) => batch.behind(reader),
    behindForGroups: settable.hasJoins ? (reader) => batch.behind(reader) : undefined,
    connect: options.connect,
    holder,
    verbosity,
    sink,
    onSession: options.onSession,
    handedOn: options.handedOn,
    forks: options.forks,
    becomes: playbook.plays.some(usesBecome),
    stop,
  });
  const batch = new CurrentBatch(pool, settable);
  const plans = new PlayPlans(options, inventory);
  const surveys = new Surveys((name) => pool.reachable(name));
  const failures = new FailedNodes({ pool, sink, verbosity, stop });
  const handlers = new HandlerIndexes(scope.playbook);
  const parts = { options, sink, waiting, inventory, plans, pool, batch, surveys, failures, handlers, runDependent };
  return { ...parts, context: makeContext(parts, { now, holder, playbookDirectory }) };
}
