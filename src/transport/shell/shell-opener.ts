import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import { ChannelLost } from './channel-lost.ts';
import { describeFailedStart } from './failed-start.ts';
import { newNonce, ShellClient } from './shell-client.ts';
import { renderStartCommand } from './start-command.ts';
import type { SessionOptions } from './session-options.ts';
import type { Frame, RequestOptions } from './shell-client.ts';
import type { ShellHost } from './shell-channel.ts';
import type { Seat } from '../connection-budget.ts';
import type { Become, ShellOutput } from '../session.ts';

/** Opens the shells of a session, one at a time, until it is closed. */
export class ShellOpener {
  /** Known to the host: the name of the session's uploads, and its entry in the lock file. */
  readonly sessionId = randomBytes(8).toString('hex');
  /** The slot in the connection budget; the session sets how it can be parked. */
  readonly seat: Seat = { idleSinceMs: undefined, isResting: false, park: () => Promise.resolve() };
  readonly become: Become | undefined;
  readonly shellUser: string;
  readonly #shellHost: ShellHost;
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  #shell: ShellClient | undefined;
  /** A shell before its greeting: only its password may be written to it. */
  #starting: ShellClient | undefined;
  /** The process group of the shell, if it has its own. */
  #group: number | undefined;
  /** The group of a shell that was abandoned with a running query: the next shell ends it. */
  #orphanGroup: number | undefined;
  /** Identifies the host's boot of the shell. */
  #boot = '';
  #requests = 0;

  constructor(shellHost: ShellHost, options: SessionOptions) {
    this.#shellHost = shellHost;
    this.#options = options;
    this.become = options.become?.user === shellHost.loginUser ? undefined : options.become;
    this.shellUser = this.become?.user ?? shellHost.loginUser;
  }

  get isLocal(): boolean {
    return this.#shellHost.isLocal === true;
  }

  get loginUser(): string {
    return this.#shellHost.loginUser;
  }
  /** Another value means that the host was rebooted. */
  get boot(): string {
    return this.#boot;
  }
  get roundTrips(): number {
    return this.#shellHost.roundTrips + this.#requests;
  }
  /** The open shell. */
  get live(): ShellClient | undefined {
    return this.#shell?.alive === true ? this.#shell : undefined;
  }

  request(shell: ShellClient, frame: Frame, options: RequestOptions = {}): Promise<ShellOutput> {
    this.#requests++;
    return shell.request(frame, { answerMs: this.#options.answerTimeoutMs, ...options });
  }

  /** Retries until a shell is open, as long as the host may come back. Rejects with `TransportError`. */
  async reopen(withinMs: number): Promise<ShellClient> {
    const deadline = Date.now() + withinMs;
    for (let delayMs = 200; ; delayMs = Math.min(delayMs * 2, 5000)) {
      try {
        await this.open('');
        if (this.#shell !== undefined) return this.#shell;
      } catch (error) {
        if (!isPassing(error) || Date.now() + delayMs > deadline) throw error;
      }
      this.#options.onObstacle?.('connecting again');
      await this.#unlessClosed(sleep(delayMs, undefined, { signal: this.#closing.signal }));
    }
  }

  /** Resolves with the output of the bootstrap script. Rejects with `TransportError`. */
  async open(bootstrap: string): Promise<Buffer> {
    this.#throwIfClosed();
    const { budget, onObstacle } = this.#options;
    try {
      onObstacle?.('waiting for a free connection');
      await this.#unlessClosed(budget?.acquire(this.seat) ?? Promise.resolve());
      onObstacle?.('connecting');
      return await this.#open(bootstrap);
    } finally {
      onObstacle?.(undefined);
    }
  }

  async #open(bootstrap: string): Promise<Buffer> {
    const nonce = newNonce();
    const shell = new ShellClient(
      await this.#unlessClosed(this.#shellHost.openShell(this.#startCommand(nonce, bootstrap))),
      this.#options,
    );
    this.#starting = shell;
    const { user, method } = this.become ?? {};
    this.#options.onObstacle?.(user === undefined ? 'starting a shell' : `becoming ${user} with ${method ?? 'sudo'}`);
    const hello = shell.hello(nonce);
    if (this.become?.password !== undefined) {
      shell.write(`${this.become.password}\n`);
      this.#requests++;
    }
    const { stdout } = await this.#unlessClosed(this.#awaitHello(shell, hello));
    const factsEnd = stdout.indexOf('\n');
    // a container has the boot ID of its machine: the start time of its first process identifies its boot
    const [, group, session, bootId = '', initStart = ''] = stdout.toString('latin1', 0, factsEnd).split(' ');
    this.#group = group === session ? Number(group) : undefined;
    this.#boot = `${bootId} ${initStart}`;
    this.#orphanGroup = undefined;
    this.#starting = undefined;
    this.#shell = shell;
    return stdout.subarray(factsEnd + 1);
  }

  /** Abandons the shell and its processes, which the next shell ends. */
  orphan(): void {
    this.#orphanGroup = this.#group;
    this.#shell?.destroy();
  }

  /** Drops the connection; the next shell opens a new one. */
  disconnect(): void {
    this.#shell?.destroy();
    this.#starting?.destroy();
    this.#shellHost.disconnect();
    this.#options.budget?.release(this.seat);
  }

  /** Closes everything that is open or being opened, permanently. */
  close(): void {
    // without a reason, an error with a stack would be made
    this.#closing.abort('closed');
    this.disconnect();
  }

  #startCommand(nonce: string, bootstrap: string): string {
    return renderStartCommand({
      nonce,
      bootstrap,
      become: this.become,
      stateDirectory: this.#options.stateDirectory ?? (this.shellUser === 'root' ? '/var/lib/provision' : undefined),
      watchdogSeconds: this.#options.watchdogSeconds,
      floodBytes: this.#options.floodBytes,
      orphanGroup: this.#orphanGroup,
      uploads: this.sessionId,
    });
  }

  async #awaitHello(shell: ShellClient, hello: Promise<ShellOutput>): Promise<ShellOutput> {
    const { startTimeoutMs, host } = this.#options;
    const late = new AbortController();
    late.signal.addEventListener('abort', () => shell.destroy());
    const timer = setTimeout(() => late.abort(), startTimeoutMs);
    try {
      return await hello;
    } catch (error) {
      if (!(error instanceof ChannelLost)) throw error;
      throw describeFailedStart(host, this.become, error, late.signal.aborted ? startTimeoutMs : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  /** After the session is closed, every failure of the work is reported as the closing. */
  async #unlessClosed<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.#throwIfClosed();
      return result;
    } catch (error) {
      this.#throwIfClosed();
      throw error;
    }
  }

  #throwIfClosed(): void {
    if (!this.#closing.signal.aborted) return;
    this.disconnect();
    throw sessionClosed(this.#options.host);
  }
}

/** Whether the host may come back; its shell is known to be usable. */
const isPassing = (error: unknown): boolean =>
  error instanceof TransportError &&
  (error.kind === 'unreachable' || (error.kind === 'protocol' && error.cause instanceof ChannelLost));

export const sessionClosed = (host: string): TransportError =>
  new TransportError({ kind: 'closed', host, message: `${host}: the session has been closed` });
