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
  /** What the inventory was read from, for the record. */
  readonly inventorySources: readonly string[];
  /** Hosts that `--limit` leaves; undefined: all. */
  readonly limit?: ReadonlySet<InventoryHost> | undefined;
  readonly mode: RunMode;
  readonly extraVars: ReadonlyMap<string, Templated>;
  readonly tags: TagSelection;
  /** Names of nodes to run; undefined means all nodes. */
  readonly nodes?: ReadonlySet<string> | undefined;
  /** Names of roles to run; undefined means all roles. */
  readonly roles?: readonly string[] | undefined;
  /** What tasks have set in parts of the run that other processes have done. */
  readonly handedOn?: HandedOnValues | undefined;
  readonly forks: number;
  readonly withDiff: boolean;
  /** What tasks replace is kept on the hosts. */
  readonly keepsBackups?: boolean | undefined;
  readonly verbosity: number;
  readonly taskTimeoutSeconds?: number | undefined;
  readonly connect: Omit<ConnectOptions, 'needsBecome'>;
  readonly expressionHost: (place: FilePlace) => ControllerAccess;
  readonly sink: EventSink;
  /** Looks at each turn before it is taken. */
  readonly review?: Review | undefined;
  readonly holder: Omit<LockHolder, 'runId' | 'since'>;
  readonly stop: StopSignal;
  readonly runId: string;
  /** The command that runs it again where it did not succeed, for people. */
  readonly retryCommand?: string | undefined;
  readonly startAtTask?: string | undefined;
  readonly confirm?: RunContext['confirm'];
  /** Undefined: nobody can be asked. Throws `Interrupted`. */
  readonly prompt: (question: string, echo: boolean) => Promise<string | undefined>;
  readonly onSession: (session: HostSession) => void;
  readonly onSecret: (text: string) => void;
  /** Reads a file of variables by its absolute path. Throws `InvalidInput`. */
  readonly readVars: (path: string) => VariableLayer;
  /** The owner of this run's manifests and handler records on hosts. */
  readonly scope: ProjectScope;
  /** Treat manifests of earlier versions, which contain no project, as this project's. */
  readonly adoptManifests?: boolean | undefined;
  /** Records of due handlers that the playbook does not define are removed. */
  readonly dropHandlers?: boolean | undefined;
  readonly diagnostics: DiagnosticList;
}

export interface RunSummary {
  readonly hosts: Readonly<Record<string, HostRecap>>;
  readonly exitCode: number;
  /** What tasks have set for these hosts. */
  readonly handOn: () => HandedOnValues;
}
