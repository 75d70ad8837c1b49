import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { ConnectionKind, HostConnection } from '../../inventory/connection.ts';
import { LazyVariable } from '../../inventory/connection-variables.ts';
import type { RenderedVariable } from '../../inventory/connection-variables.ts';
import { connectionOf, isConnectionVariable } from '../../inventory/connection.ts';
import type { HostTraits } from '../../module-api/module.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import { placeScope } from '../../variables/host-variables.ts';
import { facts } from '../../query/facts/facts.ts';
import type { Facts } from '../../query/facts/facts-parse.ts';
import { queryId } from '../../query/query.ts';
import { renderObservation } from '../../query/observation.ts';
import type { ConnectionBudget } from '../../transport/connection-budget.ts';
import type { ConnectionTarget, HostSession, Transport } from '../../transport/session.ts';
import { TransportError } from '../../transport/session.ts';
import type { HostKeyScan } from '../../transport/ssh/host-key-scan.ts';
import { notUnderstood } from './not-understood.ts';
import { newBoundary } from './host-state.ts';
import type { Connected } from './host-state.ts';
import { HostUnusable, Interrupted } from '../errors.ts';

/** The connection settings of the command line. */
export interface ConnectOptions {
  readonly transport: (kind: ConnectionKind) => Transport;
  /** The defaults for settings that neither the inventory nor the play contains. */
  readonly unsaid?: Omit<Partial<HostConnection>, 'host' | 'address'> | undefined;
  readonly acceptNewHostKeys: boolean;
  readonly becomePassword?: string | undefined;
  readonly connectTimeoutMs: number;
  readonly connectRetries: number;
  /** How long to wait for another run's lock; undefined means the default of the situation. */
  readonly lockTimeoutMs?: number | undefined;
  /** Maximum size of a step's output that is kept. */
  readonly outputBytes?: number | undefined;
  /** Limits the number of open connections. */
  readonly budget?: ConnectionBudget | undefined;
  /** Aborts pending connection attempts. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the details of the connection attempt, with -vvv. */
  readonly log?: ((line: string) => void) | undefined;
  /** As of `ConnectionTarget`. */
  readonly onObstacle?: ConnectionTarget['onObstacle'];
  /** Called with warnings about an established connection. */
  readonly notice?: ((text: string) => void) | undefined;
  /** Whether a task of the run becomes another user on this host. */
  readonly needsBecome: boolean;
}

export interface Opened extends Connected {
  readonly facts: Facts;
}

const FACTS = facts(undefined);

/** Connects; the host's facts come with the shell's start. Throws `InvalidInput` and `HostUnusable`. */
export async function connectHost(host: string, variables: HostVariables, options: ConnectOptions): Promise<Opened> {
  const connection = renderConnection(host, variables);
  const observation = renderObservation([FACTS], newBoundary());
  const bootstrap = `printf '%s\\n' "$p_state"\n${observation.script}`;
  const session = await open(connection, { ...targetOf(connection, options), bootstrap }, options);
  const newline = session.greeting.indexOf('\n');
  const found = await readFacts(session, () => observation.parse(session.greeting.subarray(newline + 1)));
  return {
    session,
    stateDirectory: session.greeting.subarray(0, newline).toString('utf8'),
    facts: found,
    traits: traitsOf(found),
  };
}

/** If the facts of a host can't be read, only this host fails. */
async function readFacts(session: HostSession, parse: () => ReadonlyMap<string, unknown>): Promise<Facts> {
  try {
    return parse().get(queryId(FACTS)) as Facts;
  } catch (cause) {
    await session.close();
    throw toUnusable(notUnderstood(session.host, cause));
  }
}

async function open(
  connection: HostConnection,
  target: ConnectionTarget,
  options: ConnectOptions,
): Promise<HostSession> {
  try {
    return await options.transport(kindOf(connection, options)).connect(target);
  } catch (error) {
    throw toUnusable(error);
  }
}

/** Whether the connection to the host needs no name resolution. Throws `InvalidInput`. */
export function isNamed(host: string, variables: HostVariables, options: ConnectOptions): boolean {
  const connection = renderConnection(host, variables);
  return options.transport(kindOf(connection, options)).isNamed?.(targetOf(connection, options)) ?? false;
}

/** Fetches a host's keys; undefined if the connection has no host keys, such as a local one. Throws `InvalidInput` and `HostUnusable`. */
export async function scanHost(
  host: string,
  variables: HostVariables,
  options: ConnectOptions,
): Promise<HostKeyScan | undefined> {
  const connection = renderConnection(host, variables);
  try {
    return await options.transport(kindOf(connection, options)).scanHostKeys?.(targetOf(connection, options));
  } catch (error) {
    throw toUnusable(error);
  }
}

/** Converts an error of a host to the run's error types; rethrows all other errors. A run closes its sessions when it ends, so calls that are cut off by that are interrupted. */
export function toUnusable(error: unknown): Error {
  if (!(error instanceof TransportError)) return error instanceof Error ? error : new Error(String(error));
  if (error.kind === 'closed') return new Interrupted();
  const problem = error.kind === 'locked' ? 'locked' : 'unreachable';
  return new HostUnusable({ host: error.host, problem, message: error.message, hint: error.hint, cause: error });
}

function renderConnection(host: string, variables: HostVariables): HostConnection {
  const scope = placeScope(variables, {
    play: undefined,
    playFiles: [],
    role: undefined,
    parameters: undefined,
  });
  const rendered = new Map<string, RenderedVariable>();
  for (const name of scope.names()) {
    const range = variables.inventory.get(name)?.range ?? variables.extra.get(name)?.range;
    if (isConnectionVariable(name) && range) rendered.set(name, new LazyVariable(() => scope.get(name), range));
  }
  const diagnostics = new DiagnosticList();
  const connection = connectionOf(host, rendered, diagnostics);
  if (diagnostics.hasErrors) throw new InvalidInput(diagnostics.items);
  return connection;
}

const kindOf = ({ kind }: HostConnection, { unsaid }: ConnectOptions): ConnectionKind =>
  kind ?? unsaid?.kind ?? 'smart';

function targetOf(connection: HostConnection, options: ConnectOptions): ConnectionTarget {
  const { unsaid } = options;
  const becomes = options.needsBecome || connection.becomes === true;
  const become = {
    method: connection.becomeMethod ?? unsaid?.becomeMethod ?? 'sudo',
    user: 'root',
    password: connection.becomePassword ?? options.becomePassword,
  };
  return {
    host: connection.host,
    address: connection.address,
    port: connection.port ?? unsaid?.port,
    user: connection.user ?? unsaid?.user,
    password: connection.password ?? unsaid?.password,
    privateKeyFile: connection.privateKeyFile ?? unsaid?.privateKeyFile,
    sshArguments: connection.sshArguments ?? unsaid?.sshArguments,
    acceptNewHostKey: connection.acceptNewHostKey ?? options.acceptNewHostKeys,
    pinnedHostKeys: connection.pinnedHostKeys,
    connectTimeoutMs: connection.connectTimeoutMs ?? options.connectTimeoutMs,
    connectRetries: connection.connectRetries ?? options.connectRetries,
    outputBytes: options.outputBytes,
    budget: options.budget,
    signal: options.signal,
    log: options.log,
    onObstacle: options.onObstacle,
    notice: options.notice,
    ...(becomes && { become }),
  };
}

function traitsOf(found: Facts): HostTraits {
  const text = (name: string): string => {
    const value = found[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    distribution: text('ansible_distribution'),
    version: text('ansible_distribution_version'),
    release: text('ansible_distribution_release'),
    hasSelinux: (found['ansible_selinux'] as { status?: unknown } | undefined)?.status === 'enabled',
    architecture: ARCHITECTURES[text('ansible_architecture')] ?? text('ansible_architecture'),
  };
}

/** The kernel's names of architectures, and Debian's. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'armhf',
  i686: 'i386',
};
