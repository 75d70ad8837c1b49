import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { HostConnection, RenderedVariable } from '../../inventory/connection.ts';
import { connectionOf, isConnectionVariable } from '../../inventory/connection.ts';
import type { HostTraits } from '../../module-api/module.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import { placeScope } from '../../variables/host-variables.ts';
import { facts } from '../../query/facts.ts';
import type { Facts } from '../../query/facts-parse.ts';
import { queryId } from '../../query/query.ts';
import { renderObservation } from '../../query/observation.ts';
import type { ConnectionTarget, HostSession, Transport } from '../../transport/session.ts';
import { TransportError } from '../../transport/session.ts';
import { newBoundary } from './host-state.ts';
import type { Connected } from './host-state.ts';
import { HostUnusable } from '../run-context.ts';

/** What the command line says of connecting. */
export interface ConnectOptions {
  readonly transport: (kind: HostConnection['kind']) => Transport;
  readonly acceptNewHostKeys: boolean;
  readonly becomePassword?: string | undefined;
  readonly connectTimeoutMs: number;
  readonly connectRetries: number;
  /** Some task of the run becomes another user on this host. */
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
  const { greeting } = session;
  const newline = greeting.indexOf('\n');
  const found = observation.parse(greeting.subarray(newline + 1)).get(queryId(FACTS)) as Facts;
  return {
    session,
    stateDirectory: greeting.subarray(0, newline).toString('utf8'),
    facts: found,
    traits: traitsOf(found),
  };
}

async function open(
  connection: HostConnection,
  target: ConnectionTarget,
  options: ConnectOptions,
): Promise<HostSession> {
  try {
    return await options.transport(connection.kind).connect(target);
  } catch (error) {
    throw toUnusable(error);
  }
}

/** A host's trouble as the run sees it; anything else is thrown on. */
export function toUnusable(error: unknown): Error {
  if (!(error instanceof TransportError)) return error instanceof Error ? error : new Error(String(error));
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
    if (isConnectionVariable(name) && range) rendered.set(name, { value: scope.get(name), range });
  }
  const diagnostics = new DiagnosticList();
  const connection = connectionOf(host, rendered, diagnostics);
  if (diagnostics.hasErrors) throw new InvalidInput(diagnostics.items);
  return connection;
}

function targetOf(connection: HostConnection, options: ConnectOptions): ConnectionTarget {
  const becomes = options.needsBecome || connection.becomes === true;
  const become = {
    method: connection.becomeMethod ?? 'sudo',
    user: 'root',
    password: connection.becomePassword ?? options.becomePassword,
  };
  return {
    host: connection.host,
    address: connection.address,
    port: connection.port,
    user: connection.user,
    password: connection.password,
    privateKeyFile: connection.privateKeyFile,
    sshArguments: connection.sshArguments,
    acceptNewHostKey: connection.acceptNewHostKey ?? options.acceptNewHostKeys,
    connectTimeoutMs: connection.connectTimeoutMs ?? options.connectTimeoutMs,
    connectRetries: connection.connectRetries ?? options.connectRetries,
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
    architecture: ARCHITECTURES[text('ansible_architecture')] ?? text('ansible_architecture'),
  };
}

/** The kernel's names of machines and Debian's. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'armhf',
  i686: 'i386',
};
