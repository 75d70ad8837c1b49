import { BatchRun } from './batch-run.ts';
import type { BatchLimits } from './batch-run.ts';
import { ChannelLost } from './channel-lost.ts';
import { settleWithin } from './settle-within.ts';
import { ForgedFrame } from './trailer-reader.ts';
import type { Batch, ShellOutput, TransportError } from '../session.ts';
import type { Frame, RequestOptions, ShellClient } from './shell-client.ts';
import type { SessionLock } from './session-lock.ts';

/** The interface of a session for batches. */
export interface BatchSession {
  readonly lock: SessionLock;
  readonly sessionId: string;
  readonly limits: BatchLimits;
  /** How often a batch is searched for programs that wait for the other end of a named pipe. */
  readonly pipeCheckMs: number;
  readonly request: (shell: ShellClient, frame: Frame, options?: RequestOptions) => Promise<ShellOutput>;
  /** Identifies the host's boot in which the last shell was opened. */
  readonly boot: () => string;
  readonly live: () => ShellClient | undefined;
  /** A shell that holds the lock if the session does. */
  readonly liveShell: () => Promise<ShellClient>;
  /** A new shell without the lock, which the current batch holds. */
  readonly reopen: () => Promise<ShellClient>;
  /** The error if another run has used the host meanwhile. */
  readonly takenOver: () => TransportError;
  readonly unreachable: (cause: ChannelLost) => TransportError;
  readonly forged: (cause: ForgedFrame) => TransportError;
  readonly protocolError: (what: string, reply: ShellOutput) => TransportError;
}

/** Runs batches one at a time, each over as many shells as necessary. */
export class BatchRunner {
  readonly #session: BatchSession;
  #running: BatchRun | undefined;
  #stopAsked = false;
  /** The last requested signal, which is sent again after a reconnection. Cleared with each batch. */
  #signalAsked: string | undefined;

  constructor(session: BatchSession) {
    this.#session = session;
  }

  /** The ID of the current batch on the host: several sessions may share a spool, so IDs are unique across sessions. */
  get runningId(): string | undefined {
    return this.#running?.batch.id;
  }

  async run(batch: Batch): Promise<ShellOutput> {
    const run = new BatchRun({ ...batch, id: `${this.#session.sessionId}-${batch.id}` }, this.#session.limits);
    this.#running = run;
    this.#stopAsked = false;
    this.#signalAsked = undefined;
    try {
      return await this.#runOver(run);
    } finally {
      this.#running = undefined;
    }
  }

  requestStop(): void {
    this.#stopAsked = true;
    this.#sendStop();
  }

  async kill(): Promise<void> {
    const run = this.#running;
    if (run === undefined) return;
    this.#signal(run, 'TERM');
    const ended = run.result.catch(() => undefined);
    if ((await settleWithin(ended, KILL_AFTER_MS)) === 'late') this.#signal(run, 'KILL');
  }

  async #runOver(run: BatchRun): Promise<ShellOutput> {
    let shell = await this.#session.liveShell();
    const boot = this.#session.boot();
    let attach = () => this.#start(shell, run);
    for (let losses = 0; ; losses++) {
      try {
        await attach();
        const output = await this.#awaitResult(shell, run);
        shell.stopFollowing();
        shell.send({ kind: 'd', arguments: [run.batch.id] });
        if (losses > 0) await this.#session.lock.takeAgain(shell).catch(ignoreLoss);
        return { ...output, wasRebooted: boot !== this.#session.boot() };
      } catch (error) {
        if (error instanceof ForgedFrame) throw this.#session.forged(error);
        if (!(error instanceof ChannelLost)) throw error;
        if (losses >= MAX_LOSSES) throw this.#session.unreachable(error);
        shell = await this.#session.reopen();
        attach = () => this.#reattach(shell, run);
      }
    }
  }

  async #start(shell: ShellClient, run: BatchRun): Promise<void> {
    const { id, script } = run.batch;
    const frame = { kind: 'a', arguments: [id, run.endNonce], body: script };
    const start = () => this.#session.request(shell, frame, { follow: run.feed });
    let reply = await start();
    for (let tries = 0; reply.exitStatus === NOT_HELD && tries < MAX_LOSSES; tries++) {
      await this.#session.lock.takeAgain(shell);
      reply = await start();
    }
    if (reply.exitStatus !== 0) throw this.#session.protocolError('the host did not accept the batch', reply);
    if (this.#stopAsked) this.#sendStop();
  }

  async #reattach(shell: ShellClient, run: BatchRun): Promise<void> {
    const { lock, request, takenOver } = this.#session;
    const queues = lock.isOwner ? ['queue'] : [];
    const words = [run.batch.id, run.offset.toString(), lock.runId, ...queues];
    const reply = await request(shell, { kind: 'r', arguments: words, body: '' }, { follow: run.feed });
    if (reply.exitStatus === 0) {
      if (this.#stopAsked) this.#sendStop();
      if (this.#signalAsked !== undefined) this.#signal(run, this.#signalAsked);
      return;
    }
    if (reply.exitStatus === TAKEN_OVER) throw takenOver();
    await lock.takeAgain(shell);
    await this.#start(shell, run);
  }

  #awaitResult(shell: ShellClient, run: BatchRun): Promise<ShellOutput> {
    let stopListening = (): void => undefined;
    const lost = new Promise<never>((_, reject) => (stopListening = shell.onLost(reject)));
    const check = (): void => shell.send({ kind: 'p', arguments: [run.batch.id] });
    const checks = setInterval(check, this.#session.pipeCheckMs).unref();
    return Promise.race([run.result, lost]).finally(() => {
      clearInterval(checks);
      stopListening();
    });
  }

  #sendStop(): void {
    if (this.#running !== undefined) this.#session.live()?.send({ kind: 's', arguments: [this.#running.batch.id] });
  }

  #signal(run: BatchRun, signal: string): void {
    if (this.#running !== run) return;
    this.#signalAsked = signal;
    this.#session.live()?.send({ kind: 'k', arguments: [run.batch.id, signal] });
  }
}

const TAKEN_OVER = 5;
const NOT_HELD = 6;
const KILL_AFTER_MS = 5000;
export const MAX_LOSSES = 5;

/** The next call notices the lost connection. */
export function ignoreLoss(error: unknown): void {
  if (!(error instanceof ChannelLost)) throw error;
}
