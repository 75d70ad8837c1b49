import { allowLocalCommands } from '../../controller/run-locally.ts';
import type { EventSink, RunMode } from '../../engine/events.ts';
import type { Review } from '../../engine/review/turn.ts';
import type { RunSummary } from '../../engine/run-options.ts';
import { runPlaybook } from '../../engine/run-playbook.ts';
import { createHost } from '../../playbook/files/template-reader.ts';
import { YamlFiles } from '../../playbook/files/yaml-files.ts';
import { confirmStep } from './confirm-step.ts';
import { thisRunner } from '../options/connect-options.ts';
import { readHandedOn } from './handed-on-files.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { SignalWatch } from '../start/watch-signals.ts';

export interface Performance {
  readonly mode: RunMode;
  readonly runId: string;
  readonly sink: EventSink;
  readonly signals: SignalWatch;
  readonly ask: (question: string, echo: boolean) => Promise<string | undefined>;
  readonly review?: Review | undefined;
  /** Show changes with diffs. */
  readonly withDiff: boolean;
  /** The command that retries the failed hosts. */
  readonly retryCommand?: string | undefined;
}

/** Runs a prepared playbook once. */
export function performRun(prepared: PreparedRun, performance: Performance): Promise<RunSummary> {
  const { flags, mask, project, connect, scope, diagnostics } = prepared;
  const { signals, ask, sink, ...rest } = performance;
  return runPlaybook({
    ...project,
    ...rest,
    inventorySources: flags.inventory ?? [],
    tags: { only: flags.tags ?? [], skip: flags.skipTags ?? [] },
    roles: flags.roles,
    handedOn: flags.valuesFrom === undefined ? undefined : readHandedOn(flags.valuesFrom),
    forks: flags.forks,
    keepsBackups: flags.backup,
    taskTimeoutSeconds: flags.taskTimeout,
    verbosity: flags.verbose ?? 0,
    connect,
    expressionHost: (place) => createHost(place, new YamlFiles({})),
    sink: (event) => {
      // until the run has been planned, a signal ends the process at once
      if (event.event === 'run.started') {
        signals.begin();
        allowLocalCommands();
      }
      sink(event);
    },
    holder: thisRunner(),
    stop: signals.stop,
    onSession: signals.onSession,
    scope,
    adoptManifests: flags.adoptManifests,
    dropHandlers: flags.dropHandlers,
    startAtTask: flags.startAtTask,
    confirm: flags.step ? confirmStep(ask) : undefined,
    prompt: ask,
    onSecret: (text) => mask.add(text),
    diagnostics,
  });
}
