import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import type { ConnectionTarget } from '../session.ts';
import { wrapChild } from '../shell/child-channel.ts';
import type { ShellChannel, ShellHost } from '../shell/shell-channel.ts';
import { PassingFailure } from '../ssh/open-stream.ts';
import { describeOpensshFailure } from './openssh-failure.ts';
import { opensshWords } from './openssh-words.ts';
import { pinOptions } from './pin-options.ts';

/** Like the ssh transport: TCP, key exchange, a key that is offered and used; channel and exec. */
const CONNECT_ROUND_TRIPS = 7;
const SHELL_ROUND_TRIPS = 2;
const LOOK_MS = 20;
/** Additional time limit of ssh for slow logins and jump hosts. */
const LOGIN_MS = 20_000;

/**
 * Shells through the machine's own ssh(1). The process of the first shell is the master of a connection that later ones share; it ends with
 * its last shell, and with this process, whose end closes its stdin.
 */
export class OpensshShellHost implements ShellHost {
  readonly loginUser: string;
  roundTrips = 0;
  readonly #target: ConnectionTarget;
  /** The process that owns the connection, and the path of its control socket. Set when a shell is opened without a master. */
  #master: { readonly child: ChildProcessWithoutNullStreams; readonly socket: string } | undefined;
  #directory: string | undefined;
  #connections = 0;
  #retries: number;
  #opening = new AbortController();

  constructor(target: ConnectionTarget, loginUser: string) {
    this.#target = target;
    this.loginUser = loginUser;
    this.#retries = target.connectRetries;
  }

  async openShell(command: string): Promise<ShellChannel> {
    const master = this.#master;
    this.roundTrips += SHELL_ROUND_TRIPS;
    if (master?.child.exitCode === null && existsSync(master.socket))
      return this.#wrap(this.#spawn(command, master.socket));
    // a session has a separate limit for reconnection attempts
    const retries = this.#retries;
    this.#retries = 0;
    return this.#connectWithRetries(command, retries);
  }

  disconnect(): void {
    this.#opening.abort();
    this.#opening = new AbortController();
    this.#master?.child.kill('SIGTERM');
    this.#master = undefined;
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }

  async #connectWithRetries(command: string, retries: number): Promise<ShellChannel> {
    const { signal } = this.#opening;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#connect(command, signal);
      } catch (error) {
        if (!(error instanceof PassingFailure) || attempt >= retries || signal.aborted) throw error;
        await sleep(Math.min(500 * 2 ** attempt, 5000) * (0.75 + Math.random() / 2), undefined, { signal });
      }
    }
  }

  async #connect(command: string, signal: AbortSignal): Promise<ShellChannel> {
    this.#directory ??= mkdtempSync(join(tmpdir(), 'provision-ssh-'));
    const socket = join(this.#directory, String(++this.#connections));
    const child = this.#spawn(command, socket);
    const channel = this.#wrap(child);
    this.roundTrips += CONNECT_ROUND_TRIPS;
    await this.#awaitSocket(child, socket, signal);
    this.#master = { child, socket };
    return channel;
  }

  /** The socket exists as soon as the user is logged in. */
  async #awaitSocket(child: ChildProcessWithoutNullStreams, socket: string, signal: AbortSignal): Promise<void> {
    const { host, connectTimeoutMs, pinnedHostKeys } = this.#target;
    let said = '';
    const listen = (chunk: Buffer): void => void (said = (said + chunk.toString('utf8')).slice(-SAID_KEPT));
    child.stderr.on('data', listen);
    const ended = new Promise<'ended'>((resolve) => child.once('close', () => resolve('ended')));
    const deadline = Date.now() + connectTimeoutMs + LOGIN_MS;
    for (;;) {
      if (existsSync(socket)) break;
      const tick = await Promise.race([ended, sleep(LOOK_MS)]);
      if (tick === 'ended') throw describeOpensshFailure(host, said, { isPinned: pinnedHostKeys !== undefined });
      if (!signal.aborted && Date.now() < deadline) continue;
      child.kill('SIGKILL');
      const message = `${host}: ssh did not log in within ${String((connectTimeoutMs + LOGIN_MS) / 1000)} s`;
      throw new TransportError({ kind: 'unreachable', host, message });
    }
    child.stderr.off('data', listen);
  }

  #spawn(command: string, socket: string): ChildProcessWithoutNullStreams {
    const sharing = ['ControlMaster=auto', 'ControlPersist=no', `ControlPath=${socket}`];
    const options = [...sharing, ...pinOptions(this.#target, dirname(socket))];
    const words = [...options.flatMap((option) => ['-o', option]), ...opensshWords(this.#target)];
    // a separate process group, so that the terminal's Ctrl-C reaches the runner only
    return spawn('ssh', [...words, '--', this.#target.address, command], { detached: true, stdio: 'pipe' });
  }

  #wrap(child: ChildProcessWithoutNullStreams): ShellChannel {
    return wrapChild(child, { onDestroy: () => void child.kill('SIGTERM'), reasonOf: lossOf });
  }
}

const SAID_KEPT = 4000;
/** The exit status of ssh(1) if the connection failed, not the command. */
const CONNECTION_FAILED = 255;

const lossOf = (status: number | null): Error | undefined =>
  status === CONNECTION_FAILED ? new Error('ssh lost the connection') : undefined;
