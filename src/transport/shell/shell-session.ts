import { setTimeout as sleep } from 'node:timers/promises';
import { TransportError } from '../session.ts';
import { BatchRunner, ignoreLoss, MAX_LOSSES } from './batch-runner.ts';
import { ChannelLost } from './channel-lost.ts';
import { SessionLock } from './session-lock.ts';
import { SessionQueue } from './session-queue.ts';
import { sessionClosed, ShellOpener } from './shell-opener.ts';
import { downloadFile, uploadFile } from './transfer-file.ts';
import type { SessionOptions } from './session-options.ts';
import type { ShellHost } from './shell-channel.ts';
import type { ShellClient } from './shell-client.ts';
import type { Batch, HostSession, LockHolder, LockOptions, ObserveOptions, ShellOutput, Uploaded } from '../session.ts';

/** Opens the session's first shell. Where there is none to be had, the connection is closed again. */
export async function openSession(shellHost: ShellHost, options: SessionOptions): Promise<HostSession> {
  const opener = new ShellOpener(shellHost, options);
  try {
    return new ShellSession(opener, options, await opener.open(options.bootstrap ?? ''));
  } catch (error) {
    opener.close();
    throw error;
  }
}

class ShellSession implements HostSession {
  readonly host: string;
  readonly greeting: Buffer;
  readonly #opener: ShellOpener;
  readonly #options: SessionOptions;
  readonly #queue = new SessionQueue();
  readonly #lock: SessionLock;
  readonly #batches: BatchRunner;
  #uploadCount = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(opener: ShellOpener, options: SessionOptions, greeting: Buffer) {
    this.host = options.host;
    this.greeting = greeting;
    this.#opener = opener;
    this.#options = options;
    const shared = { request: opener.request.bind(opener), protocolError: this.#protocolError.bind(this) };
    this.#lock = new SessionLock({
      ...shared,
      host: options.host,
      sessionId: opener.sessionId,
      takeAgain: () => this.#queue.add(() => this.#repeat((shell) => this.#lock.takeAgain(shell))),
    });
    this.#batches = new BatchRunner({
      ...shared,
      lock: this.#lock,
      sessionId: opener.sessionId,
      outputBytes: options.outputBytes,
      forged: (cause) => this.#protocolFailure(`the host does not keep to the protocol: ${cause.message}`, cause),
      live: () => opener.live,
      liveShell: () => this.#liveShell(options.reconnectMs),
      reopen: () => opener.reopen(options.reconnectMs),
      unreachable: this.#unreachable.bind(this),
    });
  }

  get shellUser(): string {
    return this.#opener.shellUser;
  }
  get loginUser(): string {
    return this.#opener.loginUser;
  }
  get roundTrips(): number {
    return this.#opener.roundTrips;
  }

  observe(script: string, options: ObserveOptions = {}): Promise<ShellOutput> {
    return this.#queue.add(() => this.#repeat((shell) => this.#observeOn(shell, script, options)));
  }

  apply(batch: Batch): Promise<ShellOutput> {
    return this.#queue.add(() => {
      if (!this.#lock.isHeld) throw new Error('apply needs the lock');
      return this.#batches.run(batch);
    });
  }

  requestStop(): Promise<void> {
    this.#batches.requestStop();
    return Promise.resolve();
  }

  killBatch(): Promise<void> {
    return this.#batches.kill();
  }

  lock(holder: LockHolder, options: LockOptions = {}): Promise<void> {
    return this.#queue.add(async () => {
      await this.#repeat((shell) => this.#lock.take(shell, holder, options));
      this.#heartbeat ??= setInterval(() => this.#beat(), this.#options.heartbeatMs).unref();
    });
  }

  async unlock(): Promise<void> {
    await this.#lock.alone();
    await this.#queue.add(async () => {
      this.#forgetLock();
      const shell = this.#opener.live;
      if (shell !== undefined) await this.#opener.request(shell, { kind: 'u' }).catch(ignoreLoss);
    });
  }

  upload(localPath: string, options: { readonly as?: string | undefined }): Promise<Uploaded> {
    return this.#queue.add(() =>
      this.#repeat((shell) =>
        uploadFile(this.#parts, shell, { localPath, number: ++this.#uploadCount, owner: options.as ?? '' }),
      ),
    );
  }

  download(remotePath: string, localPath: string): Promise<void> {
    return this.#queue.add(() => this.#repeat((shell) => downloadFile(this.#parts, shell, { remotePath, localPath })));
  }

  reconnect(timeoutMs: number): Promise<void> {
    return this.#queue.add(async () => {
      this.#opener.disconnect();
      await this.#liveShell(timeoutMs);
    });
  }

  close(farewell?: string): Promise<void> {
    return (this.#closing ??= this.#close(farewell));
  }

  async #close(farewell: string | undefined): Promise<void> {
    await this.#lock.alone();
    const idle = this.#queue.close(sessionClosed(this.host));
    await Promise.race([idle, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    const wanted = farewell === undefined ? undefined : this.#liveShell(FAREWELL_WITHIN_MS).catch(noShell);
    const shell = (await wanted) ?? this.#opener.live;
    this.#forgetLock();
    if (shell?.alive === true) {
      const ended = new Promise<void>((resolve) => shell.onLost(() => resolve()));
      shell.send({ kind: 'q', body: farewell });
      await Promise.race([ended, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
    }
    this.#opener.close();
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

  async #observeOn(shell: ShellClient, script: string, options: ObserveOptions): Promise<ShellOutput> {
    const output = this.#opener.request(shell, { kind: 'o', body: script });
    const { timeoutMs = this.#options.observeTimeoutMs } = options;
    output.catch(() => undefined);
    const timer = new AbortController();
    const late = sleep(timeoutMs, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const first = await Promise.race([output, late]).finally(() => timer.abort());
    if (first !== 'late') return first;
    this.#opener.orphan();
    const message = `${this.host}: a query took longer than ${String(timeoutMs / 1000)} s`;
    throw new TransportError({ kind: 'timeout', host: this.host, message });
  }

  /** A shell that holds the lock if the session does. */
  async #liveShell(withinMs: number): Promise<ShellClient> {
    const { live } = this.#opener;
    if (live !== undefined) return live;
    const shell = await this.#opener.reopen(withinMs);
    await this.#lock.takeAgain(shell);
    return shell;
  }

  #forgetLock(): void {
    this.#lock.forget();
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }

  #beat(): void {
    const id = this.#batches.runningId;
    this.#opener.live?.send({ kind: 'h', arguments: id === undefined ? [] : [id] });
  }

  get #parts() {
    return { request: this.#opener.request.bind(this.#opener), protocolError: this.#protocolError.bind(this) };
  }

  #unreachable(cause: ChannelLost): TransportError {
    const message = `${this.host}: the connection was lost ${String(MAX_LOSSES + 1)} times in one step`;
    return new TransportError({ kind: 'unreachable', host: this.host, message, cause });
  }

  #protocolError(what: string, reply: ShellOutput): TransportError {
    const detail = `${reply.stdout.toString('utf8')}${reply.stderr.toString('utf8')}`.trim();
    return this.#protocolFailure(`${what}: ${detail}`);
  }

  #protocolFailure(what: string, cause?: Error): TransportError {
    return new TransportError({ kind: 'protocol', host: this.host, message: `${this.host}: ${what}`, cause });
  }
}

const CLOSE_WITHIN_MS = 2000;
const FAREWELL_WITHIN_MS = 10_000;

/** A farewell is given up where the host can't be had again. */
function noShell(error: unknown): undefined {
  if (!(error instanceof TransportError) && !(error instanceof ChannelLost)) throw error;
  return undefined;
}
