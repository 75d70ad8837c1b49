import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import { BatchRun } from './batch-run.ts';
import { ChannelLost } from './channel-lost.ts';
import { describeLockHolder, renderHolder } from './lock-holder.ts';
import { newNonce, ShellClient } from './shell-client.ts';
import { sendFile } from './send-file.ts';
import { quote, renderStartCommand } from './start-command.ts';
import { describeFailedStart } from './failed-start.ts';
import type { ShellHost } from './shell-channel.ts';
import type { Become, Batch, HostSession, LockHolder, ObserveOptions, ShellOutput, Uploaded } from '../session.ts';

export interface SessionOptions {
  readonly host: string;
  readonly bootstrap?: string | undefined;
  readonly become?: Become | undefined;
  /** Absent: /var/lib/provision for root, ~/.local/state/provision for others. */
  readonly stateDirectory?: string | undefined;
  /** How long a lost connection is tried to be had again. */
  readonly reconnectMs: number;
  readonly watchdogSeconds: number;
  /** How long the start of a shell, sudo and bootstrap included, may take. */
  readonly startTimeoutMs: number;
  /** Idle time after which a shell that holds the lock hears from its runner. */
  readonly heartbeatMs: number;
}

export const SESSION_DEFAULTS = {
  reconnectMs: 60_000,
  startTimeoutMs: 30_000,
  watchdogSeconds: 60,
  heartbeatMs: 15_000,
} as const;

/** Opens the session's first shell. Where there is none to be had, the connection is closed again. */
export async function openSession(shellHost: ShellHost, options: SessionOptions): Promise<HostSession> {
  const session = new ShellSession(shellHost, options);
  try {
    await session.start();
  } catch (error) {
    shellHost.disconnect();
    throw error;
  }
  return session;
}

class ShellSession implements HostSession {
  readonly host: string;
  readonly shellUser: string;
  readonly #shellHost: ShellHost;
  readonly #options: SessionOptions;
  readonly #become: Become | undefined;
  readonly #uploads = randomBytes(8).toString('hex');
  #uploadCount = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #shell: ShellClient | undefined;
  #group: number | undefined;
  #orphanGroup: number | undefined;
  #holder: LockHolder | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #running: BatchRun | undefined;
  #stopAsked = false;
  #requests = 0;
  #greeting: Buffer = Buffer.alloc(0);

  constructor(shellHost: ShellHost, options: SessionOptions) {
    this.host = options.host;
    this.#shellHost = shellHost;
    this.#options = options;
    this.#become = options.become?.user === shellHost.loginUser ? undefined : options.become;
    this.shellUser = this.#become?.user ?? shellHost.loginUser;
  }

  get loginUser(): string {
    return this.#shellHost.loginUser;
  }
  get roundTrips(): number {
    return this.#shellHost.roundTrips + this.#requests;
  }
  get greeting(): Buffer {
    return this.#greeting;
  }

  async start(): Promise<void> {
    this.#greeting = await this.#openShell(this.#options.bootstrap ?? '');
  }

  observe(script: string, options: ObserveOptions = {}): Promise<ShellOutput> {
    return this.#enqueue(() => this.#repeat((shell) => this.#observeOn(shell, script, options)));
  }

  apply(batch: Batch): Promise<ShellOutput> {
    return this.#enqueue(async () => {
      if (this.#holder === undefined) throw new Error('apply needs the lock');
      const run = new BatchRun(batch);
      this.#running = run;
      this.#stopAsked = false;
      try {
        return await this.#runBatch(run);
      } finally {
        this.#running = undefined;
      }
    });
  }

  requestStop(): Promise<void> {
    this.#stopAsked = true;
    this.#sendStop();
    return Promise.resolve();
  }

  async killBatch(): Promise<void> {
    const run = this.#running;
    if (run === undefined) return;
    this.#signal(run, 'TERM');
    const ended = await Promise.race([run.result.then(() => true), sleep(KILL_AFTER_MS, false, { ref: false })]);
    if (!ended) this.#signal(run, 'KILL');
  }

  lock(holder: LockHolder): Promise<void> {
    return this.#enqueue(async () => {
      await this.#repeat((shell) => this.#takeLock(shell, holder));
      this.#holder = holder;
      this.#heartbeat = setInterval(() => this.#beat(), this.#options.heartbeatMs).unref();
    });
  }

  unlock(): Promise<void> {
    return this.#enqueue(async () => {
      this.#forgetLock();
      if (this.#shell?.alive !== true) return;
      await this.#request(this.#shell, { kind: 'u' }).catch(ignoreLoss);
    });
  }

  upload(localPath: string, options: { readonly as?: string | undefined }): Promise<Uploaded> {
    return this.#enqueue(() => this.#repeat((shell) => this.#uploadOn(shell, localPath, options.as ?? '')));
  }

  download(remotePath: string, localPath: string): Promise<void> {
    return this.#enqueue(() => this.#repeat((shell) => this.#downloadOn(shell, remotePath, localPath)));
  }

  reconnect(timeoutMs: number): Promise<void> {
    return this.#enqueue(async () => {
      this.#shell?.destroy();
      this.#shellHost.disconnect();
      await this.#liveShell(timeoutMs);
    });
  }

  close(farewell?: string): Promise<void> {
    return this.#enqueue(async () => {
      const shell =
        farewell === undefined ? this.#shell : await this.#liveShell(this.#options.reconnectMs).catch(noShell);
      this.#forgetLock();
      if (shell?.alive === true) {
        const ended = new Promise<void>((resolve) => shell.onLost(() => resolve()));
        shell.send({ kind: 'q', body: farewell });
        await Promise.race([ended, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
      }
      shell?.destroy();
      this.#shellHost.disconnect();
    });
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Does the work again on a new connection as often as the connection is lost in it, until one can't be had. */
  async #repeat<T>(work: (shell: ShellClient) => Promise<T>): Promise<T> {
    for (let losses = 0; ; losses++) {
      const shell = await this.#liveShell(this.#options.reconnectMs);
      try {
        return await work(shell);
      } catch (error) {
        if (!(error instanceof ChannelLost)) throw error;
        if (losses >= MAX_LOSSES) throw this.#unreachable(error);
      }
    }
  }

  async #runBatch(run: BatchRun): Promise<ShellOutput> {
    let shell = await this.#liveShell(this.#options.reconnectMs);
    let attach = () => this.#startBatch(shell, run);
    for (let losses = 0; ; losses++) {
      try {
        await attach();
        const output = await this.#awaitResult(shell, run);
        shell.stopFollowing();
        shell.send({ kind: 'd', arguments: [run.batch.id] });
        if (losses > 0) await this.#relock(shell).catch(ignoreLoss);
        return output;
      } catch (error) {
        if (!(error instanceof ChannelLost)) throw error;
        if (losses >= MAX_LOSSES) throw this.#unreachable(error);
        shell = await this.#reopenShell(this.#options.reconnectMs);
        attach = () => this.#reattach(shell, run);
      }
    }
  }

  async #startBatch(shell: ShellClient, run: BatchRun): Promise<void> {
    const { id, script } = run.batch;
    const frame = { kind: 'a', arguments: [id, run.endNonce], body: script };
    const reply = await this.#request(shell, frame, { follow: run.feed });
    if (reply.exitStatus !== 0) throw this.#protocolError('the host did not accept the batch', reply);
    if (this.#stopAsked) this.#sendStop();
  }

  async #reattach(shell: ShellClient, run: BatchRun): Promise<void> {
    const frame = {
      kind: 'r',
      arguments: [run.batch.id, run.offset.toString()],
      body: this.#holder && renderHolder(this.#holder),
    };
    const reply = await this.#request(shell, frame, { follow: run.feed });
    if (reply.exitStatus === 0) {
      if (this.#stopAsked) this.#sendStop();
      return;
    }
    await this.#relock(shell);
    await this.#startBatch(shell, run);
  }

  #awaitResult(shell: ShellClient, run: BatchRun): Promise<ShellOutput> {
    let stopListening = (): void => undefined;
    const lost = new Promise<never>((_, reject) => (stopListening = shell.onLost(reject)));
    return Promise.race([run.result, lost]).finally(stopListening);
  }

  async #observeOn(shell: ShellClient, script: string, options: ObserveOptions): Promise<ShellOutput> {
    const output = this.#request(shell, { kind: 'o', body: script });
    if (options.timeoutMs === undefined) return output;
    output.catch(() => undefined);
    const timer = new AbortController();
    const late = sleep(options.timeoutMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const first = await Promise.race([output, late]).finally(() => timer.abort());
    if (first !== 'late') return first;
    this.#orphanGroup = this.#group;
    shell.destroy();
    const message = `${this.host}: a query took longer than ${String(options.timeoutMs)} ms`;
    throw new TransportError({ kind: 'timeout', host: this.host, message });
  }

  async #uploadOn(shell: ShellClient, localPath: string, owner: string): Promise<Uploaded> {
    const { size } = await stat(localPath);
    const name = `${String(++this.#uploadCount)}-${basename(localPath).replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
    const sendBody = () => sendFile(shell, localPath, size);
    const frame = { kind: 'w', arguments: [name, owner] };
    const reply = await this.#request(shell, frame, { bodyLength: size, sendBody: size === 0 ? undefined : sendBody });
    if (reply.exitStatus !== 0) throw this.#protocolError(`${localPath} could not be sent`, reply);
    const said = reply.stdout.toString('utf8');
    const space = said.indexOf(' ');
    return { path: said.slice(space + 1), identity: said.slice(0, space) };
  }

  async #downloadOn(shell: ShellClient, remotePath: string, localPath: string): Promise<void> {
    const partial = `${localPath}.${newNonce()}.part`;
    const file = await open(partial, 'wx', 0o600);
    try {
      let written = Promise.resolve();
      const onStdout = (chunk: Buffer) => {
        written = written.then(async () => {
          await file.write(chunk);
        });
        written.catch(() => undefined);
      };
      const reply = await this.#request(shell, { kind: 'o', body: `cat -- ${quote(remotePath)}` }, { onStdout });
      await written;
      if (reply.exitStatus !== 0) throw this.#protocolError(`${remotePath} could not be read`, reply);
      await rename(partial, localPath);
    } finally {
      await file.close();
      await rm(partial, { force: true });
    }
  }

  async #takeLock(shell: ShellClient, holder: LockHolder): Promise<void> {
    const reply = await this.#request(shell, { kind: 'l', arguments: [renderHolder(holder)] });
    if (reply.exitStatus === 0) return;
    if (reply.exitStatus !== 1) throw this.#protocolError('the lock could not be taken', reply);
    throw new TransportError({ kind: 'locked', host: this.host, ...describeLockHolder(this.host, reply.stdout) });
  }

  async #relock(shell: ShellClient): Promise<void> {
    if (this.#holder !== undefined) await this.#takeLock(shell, this.#holder);
  }

  #forgetLock(): void {
    this.#holder = undefined;
    clearInterval(this.#heartbeat);
  }

  /** A shell that holds the lock if the session does. */
  async #liveShell(withinMs: number): Promise<ShellClient> {
    if (this.#shell?.alive === true) return this.#shell;
    const shell = await this.#reopenShell(withinMs);
    await this.#relock(shell);
    return shell;
  }

  async #reopenShell(withinMs: number): Promise<ShellClient> {
    const deadline = Date.now() + withinMs;
    for (let delayMs = 200; ; delayMs = Math.min(delayMs * 2, 5000)) {
      try {
        await this.#openShell('');
        if (this.#shell !== undefined) return this.#shell;
      } catch (error) {
        const passing = error instanceof TransportError && error.kind === 'unreachable';
        if (!passing || Date.now() + delayMs > deadline) throw error;
      }
      await sleep(delayMs);
    }
  }

  async #openShell(bootstrap: string): Promise<Buffer> {
    const nonce = newNonce();
    const command = renderStartCommand({
      nonce,
      bootstrap,
      become: this.#become,
      stateDirectory: this.#options.stateDirectory ?? (this.shellUser === 'root' ? '/var/lib/provision' : undefined),
      watchdogSeconds: this.#options.watchdogSeconds,
      orphanGroup: this.#orphanGroup,
      uploads: this.#uploads,
    });
    const shell = new ShellClient(await this.#shellHost.openShell(command));
    const hello = shell.hello(nonce);
    if (this.#become?.password !== undefined) {
      shell.write(`${this.#become.password}\n`);
      this.#requests++;
    }
    const { stdout } = await this.#awaitHello(shell, hello);
    const factsEnd = stdout.indexOf('\n');
    const [, group, session] = stdout.toString('latin1', 0, factsEnd).split(' ').map(Number);
    this.#group = group === session ? group : undefined;
    this.#orphanGroup = undefined;
    this.#shell = shell;
    return stdout.subarray(factsEnd + 1);
  }

  async #awaitHello(shell: ShellClient, hello: Promise<ShellOutput>): Promise<ShellOutput> {
    const { startTimeoutMs } = this.#options;
    const startedAt = Date.now();
    const timer = setTimeout(() => shell.destroy(), startTimeoutMs);
    try {
      return await hello;
    } catch (error) {
      if (!(error instanceof ChannelLost)) throw error;
      const isLate = Date.now() - startedAt >= startTimeoutMs;
      throw describeFailedStart(this.host, this.#become, error, isLate ? startTimeoutMs : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  #request(shell: ShellClient, ...request: Parameters<ShellClient['request']>): Promise<ShellOutput> {
    this.#requests++;
    return shell.request(...request);
  }

  #beat(): void {
    const id = this.#running?.batch.id;
    this.#shell?.send({ kind: 'h', arguments: id === undefined ? [] : [id] });
  }

  #sendStop(): void {
    if (this.#running !== undefined) this.#shell?.send({ kind: 's', arguments: [this.#running.batch.id] });
  }

  #signal(run: BatchRun, signal: string): void {
    if (this.#running === run) this.#shell?.send({ kind: 'k', arguments: [run.batch.id, signal] });
  }

  #unreachable(cause: ChannelLost): TransportError {
    return new TransportError({
      kind: 'unreachable',
      host: this.host,
      message: `${this.host}: the connection was lost ${String(MAX_LOSSES + 1)} times in one step`,
      cause,
    });
  }

  #protocolError(what: string, reply: ShellOutput): TransportError {
    const detail = `${reply.stdout.toString('utf8')}${reply.stderr.toString('utf8')}`.trim();
    return new TransportError({ kind: 'protocol', host: this.host, message: `${this.host}: ${what}: ${detail}` });
  }
}

const KILL_AFTER_MS = 5000;
const CLOSE_WITHIN_MS = 5000;
const MAX_LOSSES = 5;

/** A farewell is given up where the host can't be had again. */
function noShell(error: unknown): undefined {
  if (!(error instanceof TransportError) && !(error instanceof ChannelLost)) throw error;
  return undefined;
}

function ignoreLoss(error: unknown): void {
  if (!(error instanceof ChannelLost)) throw error;
}
