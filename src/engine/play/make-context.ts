import type { LockHolder } from '../../transport/session.ts';
import type { Unknown } from '../../values/unknown.ts';
import { fileNameOf } from '../../values/file-name.ts';
import { performEffect } from '../control/perform-effect.ts';
import type { EffectSetting } from '../control/perform-effect.ts';
import type { Surveys } from '../control/survey.ts';
import type { EventSink } from '../events.ts';
import { LocalFiles } from '../files/local-files.ts';
import type { HostPool } from '../host/host-pool.ts';
import type { RunContext } from '../run-context.ts';
import type { RunOptions } from '../run-options.ts';
import { RunOnce } from '../task/run-once.ts';
import type { ExtendedInventory } from '../variables/extend-inventory.ts';
import { PeerUnknown } from '../variables/peer-variables.ts';
import type { CurrentBatch } from './current-batch.ts';
import type { FailedNodes } from './failed-nodes.ts';

export interface ContextServices {
  readonly options: Omit<RunOptions, 'sink'>;
  readonly sink: EventSink;
  readonly inventory: ExtendedInventory;
  readonly pool: HostPool;
  readonly batch: CurrentBatch;
  readonly surveys: Surveys;
  readonly failures: FailedNodes;
}

/** Creates the context that the parts of a run share. */
export function makeContext(
  services: ContextServices,
  start: { readonly now: Date; readonly holder: LockHolder; readonly playbookDirectory: () => string },
): RunContext {
  const { options, sink, pool, batch } = services;
  const effects = effectSetting(services);
  const once = new RunOnce();
  return {
    ...start,
    mode: options.mode,
    runId: options.runId,
    scope: options.scope,
    entries: new Set(options.playbook.plays.flatMap(({ roles }) => roles.map(({ owner }) => fileNameOf(owner)))),
    hostNames: new Set(options.inventory.hosts.keys()),
    adoptManifests: options.adoptManifests ?? false,
    withDiff: options.withDiff,
    keepsBackups: options.keepsBackups ?? false,
    verbosity: options.verbosity,
    taskTimeoutSeconds: options.taskTimeoutSeconds,
    tags: options.tags,
    files: new LocalFiles(options.expressionHost),
    sink,
    review: options.review,
    onSecret: options.onSecret,
    stop: options.stop,
    confirm: options.confirm,
    startAtTask: options.startAtTask,
    delegate: (name) => pool.delegate(name),
    playHosts: () => batch.liveHosts.batch,
    steps: () => batch.steps,
    perform: (effect, entry, host) => performEffect(effect, entry, host, effects),
    resolve: (unknown) => resolveUnknown(unknown, services),
    once: (key, work) => once.run(key, work),
    onceRendered: new Map(),
    onceItems: new Map(),
  };
}

function effectSetting({ options, inventory, surveys, pool, batch, failures }: ContextServices): EffectSetting {
  const { prompt, mode, stop, runId, readVars } = options;
  return {
    prompt,
    mode,
    stop,
    runId,
    readVars,
    addHost: (added) => inventory.addHost(added),
    // `meta: clear_host_errors`: failed hosts of the batch take part again from the next play on
    clearErrors: ({ variables }) => {
      const { position } = variables.dynamic;
      for (const name of batch.batchHosts) {
        if (position && batch.steps.hasFailedAfter(name, position)) continue;
        pool.forgive(name);
        failures.forgive(name);
      }
    },
    survey: (survey) => surveys.ask(survey),
    groupBy: (grouped, name) => inventory.groupBy(grouped, name),
  };
}

async function resolveUnknown(unknown: Unknown, { pool, batch, options }: ContextServices): Promise<boolean> {
  if (!(unknown instanceof PeerUnknown)) return pool.resolve(unknown);
  await batch.waitForPeer(unknown);
  return !options.stop.requested;
}
