import { causeThen, describeFullDisk, parseDiskRoom, pathsIn, withoutDiskRoom } from '../../diagnostic/full-disk.ts';
import { TransportError } from '../session.ts';
import { BatchRunner, ignoreLoss, MAX_LOSSES } from './batch-runner.ts';
import { ChannelLost } from './channel-lost.ts';
import { SessionLock } from './session-lock.ts';
import { SessionQueue } from './session-queue.ts';
import { endShell } from './end-shell.ts';
import { settleWithin } from './settle-within.ts';
import { observeScript } from './observe-script.ts';
import { sessionClosed, ShellOpener } from './shell-opener.ts';
import { downloadFile, uploadFile } from './transfer-file.ts';
import type { SessionOptions } from './session-options.ts';
import type { ShellHost } from './shell-channel.ts';
import type { ShellClient } from './shell-client.ts';
import type {
  Batch,
  HostSession,
  LockHolder,
  LockOptions,
  ObserveOptions,
  ShellOutput,
  TransportErrorKind,
  Uploaded,
} from '../session.ts';

/** Opens the session's first shell. If that fails, the connection is closed again. */
export async function openSession(shellHost: ShellHost, options: SessionOptions): Promise<HostSession> {
  const { signal, bootstrap = '' } = options;
  const opener = new ShellOpener(shellHost, options);
  const drop = (): void => opener.close();
  signal?.addEventListener('abort', drop);
  if (signal?.aborted) drop();
  try {
    return new ShellSession(opener, options, await opener.open(bootstrap));
  } catch (error) {
    opener.close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', drop);
  }
}

class ShellSession implements HostSession {
  readonly host: string;
  readonly greeting: Buffer;
  readonly #opener: ShellOpener;
  readonly #options: SessionOptions;
  readonly #queue: SessionQueue;
  readonly #lock: SessionLock;
  readonly #batches: BatchRunner;
  /** Ends the latest query, if it still runs. Set when a query begins. */
  #query = new AbortController();
  #uploadCount = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(opener: ShellOpener, options: SessionOptions, greeting: Buffer) {
    this.host = options.host;
    this.greeting = greeting;
    this.#opener = opener;
    this.#options = options;
    this.#queue = new SessionQueue((isIdle) => this.#noteIdle(isIdle));
    opener.seat.park = () => this.#park();
    this.#noteIdle(true);
    const shared = { request: opener.request.bind(opener), protocolError: this.#protocolError.bind(this) };
    this.#lock = new SessionLock({
      ...shared,
      host: options.host,
      sessionId: opener.sessionId,
      onObstacle: options.onObstacle,
      takeAgain: () => this.#queue.add(() => this.#repeat((shell) => this.#lock.takeAgain(shell))),
    });
    this.#batches = new BatchRunner({
      ...shared,
      lock: this.#lock,
      sessionId: opener.sessionId,
      limits: options,
      pipeCheckMs: options.pipeCheckMs,
      forged: (cause) => this.#protocolFailure(`the host does not keep to the protocol: ${cause.message}`, cause),
      boot: () => opener.boot,
      live: () => opener.live,
      liveShell: () => this.#liveShell(options.reconnectMs),
      reopen: () => opener.reopen(options.reconnectMs),
      takenOver: () => takenOver(options.host),
      unreachable: this.#unreachable.bind(this),
    });
  }

  get shellUser(): string {
    return this.#opener.shellUser;
  }
  get isLocal(): boolean {
    return this.#opener.isLocal;
  }

  get loginUser(): string {
    return this.#opener.loginUser;
  }
  get roundTrips(): number {
    return this.#opener.roundTrips;
  }

  observe(script: string, options: ObserveOptions = {}): Promise<ShellOutput> {
    const { pipeCheckMs, observeTimeoutMs } = this.#options;
    const { timeoutMs = observeTimeoutMs, what = 'what the run needs to know', expectsNoPipes = false } = options;
    const checkPipesMs = expectsNoPipes ? pipeCheckMs : undefined;
    return this.#queue.add(() => {
      this.#query = new AbortController();
      const observation = { script, host: this.host, timeoutMs, what, checkPipesMs, killed: this.#query.signal };
      return this.#repeat((shell) => observeScript(this.#opener, shell, observation));
    });
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
    this.#query.abort();
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

  rest(): void {
    this.#opener.seat.isResting = true;
    this.#options.budget?.makeRoom();
  }

  async leave(farewell?: string): Promise<void> {
    await this.#lock.alone();
    await this.#queue.add(() => this.#sayFarewell(farewell));
    this.#opener.seat.isResting = true;
  }

  close(farewell?: string): Promise<void> {
    return (this.#closing ??= this.#close(farewell));
  }

  async #close(farewell: string | undefined): Promise<void> {
    await this.#lock.alone();
    const idle = this.#queue.close(sessionClosed(this.host));
    await settleWithin(idle, CLOSE_WITHIN_MS);
    await this.#sayFarewell(farewell);
    this.#forgetLock();
    this.#opener.close();
  }

  async #sayFarewell(farewell: string | undefined): Promise<void> {
    await endShell(this.#opener, () => this.#liveShell(FAREWELL_WITHIN_MS), farewell);
    this.#lock.letGo();
  }

  #park(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#lock.refuseGuests()) await this.#sayFarewell(undefined);
    });
  }

  #noteIdle(isIdle: boolean): void {
    const { seat } = this.#opener;
    seat.idleSinceMs = isIdle ? performance.now() : undefined;
    if (!isIdle) seat.isResting = false;
    else this.#options.budget?.makeRoom();
  }

  /** Repeats the work on a new connection after each lost connection, until none can be opened. */
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

  /** A shell that holds the lock if the session does. */
  async #liveShell(withinMs: number): Promise<ShellClient> {
    for (let losses = 0; ; losses++) {
      const { live } = this.#opener;
      if (live !== undefined) return live;
      const shell = await this.#opener.reopen(withinMs);
      try {
        await this.#lock.takeAgain(shell);
        return shell;
      } catch (error) {
        if (!(error instanceof ChannelLost)) throw error;
        if (losses >= MAX_LOSSES) throw this.#unreachable(error);
      }
    }
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

  #protocolError(what: string, reply: ShellOutput, kind: TransportErrorKind = 'protocol'): TransportError {
    const said = `${reply.stdout.toString('utf8')}${reply.stderr.toString('utf8')}`;
    const detail = withoutDiskRoom(said).trim();
    const cause = describeFullDisk({ said: detail, paths: pathsIn(detail), disks: parseDiskRoom(said) });
    const message = `${this.host}: ${[what, causeThen(cause, detail)].filter(Boolean).join(': ')}`;
    return new TransportError({ kind, host: this.host, message });
  }

  #protocolFailure(what: string, cause?: Error): TransportError {
    return new TransportError({ kind: 'protocol', host: this.host, message: `${this.host}: ${what}`, cause });
  }
}

function takenOver(host: string): TransportError {
  const message = `${host}: another run has used the host while the connection was lost; the result of the running batch is unknown`;
  return new TransportError({ kind: 'unreachable', host, message, hint: 'run again: finished changes are kept' });
}

/** Time limit for current work when the session is closed. */
const CLOSE_WITHIN_MS = 2000;
/** Time limit for opening a connection for a farewell. */
const FAREWELL_WITHIN_MS = 10_000;
