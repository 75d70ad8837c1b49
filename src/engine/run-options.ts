import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { Templated } from '../expression/compiled.ts';
import type { Inventory, InventoryHost } from '../inventory/types.ts';
import type { Playbook, VariableLayer } from '../playbook/types.ts';
import type { TagSelection } from '../plan/select-tags.ts';
import type { HostSession, LockHolder } from '../transport/session.ts';
import type { ConnectOptions } from './host/connect-host.ts';
import type { EventSink, HostRecap, RunMode } from './events.ts';
import type { ProjectScope } from './ownership/project-scope.ts';
import type { FilePlace } from './files/local-files.ts';
import type { ControllerAccess } from '../expression/compiled.ts';
import type { Review } from './review/turn.ts';
import type { RunContext, StopSignal } from './run-context.ts';
import type { HandedOnValues } from './variables/handed-on.ts';

export interface RunOptions {
  readonly playbook: Playbook;
  readonly inventory: Inventory;
  /** The sources of the inventory, for the run's record. */
  readonly inventorySources: readonly string[];
  /** Hosts that `--limit` selects; undefined means all hosts. */
  readonly limit?: ReadonlySet<InventoryHost> | undefined;
  readonly mode: RunMode;
  readonly extraVars: ReadonlyMap<string, Templated>;
  readonly tags: TagSelection;
  /** Names of nodes to run; undefined means all nodes. */
  readonly nodes?: ReadonlySet<string> | undefined;
  /** Names of roles to run; undefined means all roles. */
  readonly roles?: readonly string[] | undefined;
  /** Variables that tasks in other processes have set for hosts. */
  readonly handedOn?: HandedOnValues | undefined;
  readonly forks: number;
  readonly withDiff: boolean;
  /** Whether the hosts keep the files that tasks replace. */
  readonly keepsBackups?: boolean | undefined;
  readonly verbosity: number;
  readonly taskTimeoutSeconds?: number | undefined;
  readonly connect: Omit<ConnectOptions, 'needsBecome'>;
  readonly expressionHost: (place: FilePlace) => ControllerAccess;
  readonly sink: EventSink;
  /** Examines each turn before it is taken. */
  readonly review?: Review | undefined;
  readonly holder: Omit<LockHolder, 'runId' | 'since'>;
  readonly stop: StopSignal;
  readonly runId: string;
  /** The command to repeat an unsuccessful run, for display. */
  readonly retryCommand?: string | undefined;
  readonly startAtTask?: string | undefined;
  readonly confirm?: RunContext['confirm'];
  /** Undefined if no prompt is possible. Throws `Interrupted`. */
  readonly prompt: (question: string, echo: boolean) => Promise<string | undefined>;
  readonly onSession: (session: HostSession) => void;
  readonly onSecret: (text: string) => void;
  /** Reads a variables file by its absolute path. Throws `InvalidInput`. */
  readonly readVars: (path: string) => VariableLayer;
  /** The owner of this run's manifests and handler records on hosts. */
  readonly scope: ProjectScope;
  /** Treat manifests of earlier versions, which contain no project, as this project's. */
  readonly adoptManifests?: boolean | undefined;
  /** Whether to remove records of due handlers that the playbook does not define. */
  readonly dropHandlers?: boolean | undefined;
  readonly diagnostics: DiagnosticList;
}

export interface RunSummary {
  readonly hosts: Readonly<Record<string, HostRecap>>;
  readonly exitCode: number;
  /** The variables that tasks have set for these hosts. */
  readonly handOn: () => HandedOnValues;
}
