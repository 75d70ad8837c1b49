import { randomBytes } from 'node:crypto';
import { ChannelLost } from './channel-lost.ts';
import { ReplyReader, ReplyTooLarge } from './reply-reader.ts';
import { ForgedFrame } from './trailer-reader.ts';
import { TransportError } from '../session.ts';
import type { ShellChannel } from './shell-channel.ts';
import type { ShellOutput } from '../session.ts';

export interface Frame {
  readonly kind: string;
  readonly arguments?: readonly string[];
  readonly body?: string | undefined;
}

export interface RequestOptions {
  /** Receives the reply's stdout, instead of the result. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  /** Receives the data after the reply on stdout: a batch's output. */
  readonly follow?: ((chunk: Buffer) => void) | undefined;
  /** Sends the frame's body; its length is then `bodyLength`. */
  readonly sendBody?: (() => Promise<void>) | undefined;
  readonly bodyLength?: number;
  /** Time limit of the reply; during a transfer, the time limit without progress. Absent means no limit. */
  readonly answerMs?: number | undefined;
}

interface Pending {
  readonly reader: ReplyReader;
  readonly follow: ((chunk: Buffer) => void) | undefined;
  readonly timer: NodeJS.Timeout | undefined;
  readonly isTransfer: boolean;
  resolve(output: ShellOutput): void;
  reject(error: Error): void;
}

const STDERR_KEPT = 4096;
const SILENT_HINT = 'look for a stopped shell, a disk that hangs or too high a load on the host, then run again';

export interface ClientOptions {
  /** For messages. */
  readonly host: string;
  readonly replyBytes: number;
}

/**
 * Speaks the shell loop's protocol on one channel, one request at a time. Rejects with `ChannelLost`, and if the host violates the
 * protocol, with `TransportError`: the channel is then dropped.
 */
export class ShellClient {
  readonly #channel: ShellChannel;
  readonly #options: ClientOptions;
  #pending: Pending | undefined;
  #follow: ((chunk: Buffer) => void) | undefined;
  #lost: ChannelLost | undefined;
  /** Frames that wait until a body has been sent. */
  #held: Frame[] | undefined;
  #stderrEnd = Buffer.alloc(0);
  readonly #lostListeners = new Set<(error: ChannelLost) => void>();

  constructor(channel: ShellChannel, options: ClientOptions) {
    this.#channel = channel;
    this.#options = options;
    channel.onStdout((chunk) => this.#receiveStdout(chunk));
    channel.onStderr((chunk) => this.#receiveStderr(chunk));
    channel.onClose((reason) => this.#close(reason));
  }

  get alive(): boolean {
    return this.#lost === undefined;
  }

  /** The shell's reply to its start. */
  hello(nonce: string): Promise<ShellOutput> {
    return this.#expect(nonce, {});
  }

  request(frame: Frame, options: RequestOptions = {}): Promise<ShellOutput> {
    const nonce = newNonce();
    const reply = this.#expect(nonce, options);
    this.#write(frame, nonce, options.bodyLength);
    if (options.sendBody !== undefined) this.#sendBody(options.sendBody).catch(() => this.destroy());
    return reply;
  }

  /** Sends a frame that has no reply. */
  send(frame: Frame): void {
    if (this.#held !== undefined) this.#held.push(frame);
    else if (this.alive) this.#write(frame, newNonce());
  }

  write(data: Buffer | string): void {
    this.#channel.write(data);
  }

  /** Resolves when there is room for more. Rejects with `ChannelLost`. */
  async drained(): Promise<void> {
    await this.#channel.drained();
    this.#noteProgress();
    if (this.#lost !== undefined) throw this.#lost;
  }

  stopFollowing(): void {
    this.#follow = undefined;
  }

  /** Calls back when the channel is lost, immediately if it already is. Returns a function that stops listening. */
  onLost(listener: (error: ChannelLost) => void): () => void {
    if (this.#lost !== undefined) listener(this.#lost);
    else this.#lostListeners.add(listener);
    return () => void this.#lostListeners.delete(listener);
  }

  destroy(): void {
    this.#channel.destroy();
    this.#close(undefined);
  }

  #write(frame: Frame, nonce: string, bodyLength?: number): void {
    const body = Buffer.from(frame.body === undefined ? '' : `${frame.body}.`);
    const header = [frame.kind, nonce, bodyLength ?? body.length, ...(frame.arguments ?? [])].join(' ');
    this.#channel.write(Buffer.concat([Buffer.from(`${header}\n`), body]));
  }

  async #sendBody(send: () => Promise<void>): Promise<void> {
    const held: Frame[] = [];
    this.#held = held;
    try {
      await send();
    } finally {
      this.#held = undefined;
    }
    for (const frame of held) this.send(frame);
  }

  #expect(nonce: string, options: RequestOptions): Promise<ShellOutput> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (this.#pending !== undefined) throw new Error('a request is under way on this shell');
    this.#follow = undefined;
    const reader = new ReplyReader(nonce, { replyBytes: this.#options.replyBytes, onStdout: options.onStdout });
    const { follow, answerMs, onStdout, sendBody } = options;
    const isTransfer = onStdout !== undefined || sendBody !== undefined;
    return new Promise((resolve, reject) => {
      const timer = answerMs === undefined ? undefined : setTimeout(() => this.#giveUp(answerMs), answerMs);
      this.#pending = { reader, follow, timer, isTransfer, resolve, reject };
    });
  }

  #noteProgress(): void {
    if (this.#pending?.isTransfer === true) this.#pending.timer?.refresh();
  }

  #giveUp(answerMs: number): void {
    const { host } = this.#options;
    const message = `${host}: the host has not answered for ${String(answerMs / 1000)} s, though the connection is open`;
    this.#end()?.reject(new TransportError({ kind: 'timeout', host, message, hint: SILENT_HINT }));
    this.destroy();
  }

  /** The current request. */
  #end(): Pending | undefined {
    const pending = this.#pending;
    clearTimeout(pending?.timer);
    this.#pending = undefined;
    return pending;
  }

  #receiveStdout(chunk: Buffer): void {
    const pending = this.#pending;
    if (pending === undefined || this.#follow !== undefined) {
      this.#follow?.(chunk);
      return;
    }
    this.#noteProgress();
    this.#read(pending, () => pending.reader.feedStdout(chunk));
    const trailer = pending.reader.stdoutTrailer;
    if (trailer?.status === 0 && pending.follow !== undefined) {
      this.#follow = pending.follow;
      this.#follow(trailer.rest);
    }
    this.#settle(pending);
  }

  #receiveStderr(chunk: Buffer): void {
    this.#stderrEnd = Buffer.concat([this.#stderrEnd, chunk.subarray(-STDERR_KEPT)]).subarray(-STDERR_KEPT);
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#read(pending, () => pending.reader.feedStderr(chunk));
    this.#settle(pending);
  }

  #read(pending: Pending, feed: () => void): void {
    try {
      feed();
    } catch (error) {
      this.#end();
      pending.reject(this.#describe(error));
      this.destroy();
    }
  }

  #describe(error: unknown): Error {
    const { host, replyBytes } = this.#options;
    if (error instanceof ReplyTooLarge) {
      const message = `${host}: the host sent more than ${String(replyBytes / 1024 / 1024)} MB in one answer`;
      return new TransportError({ kind: 'too-much', host, message, cause: error });
    }
    if (!(error instanceof ForgedFrame)) throw error;
    const message = `${host}: the host does not keep to the protocol: ${error.message}`;
    return new TransportError({ kind: 'protocol', host, message, cause: error });
  }

  #settle(pending: Pending): void {
    const { reader } = pending;
    if (!reader.done) return;
    this.#end();
    this.#stderrEnd = Buffer.alloc(0);
    const exitStatus = reader.stdoutTrailer?.status ?? 0;
    pending.resolve({ stdout: reader.stdout, stderr: reader.stderr, exitStatus });
  }

  #close(reason: Error | undefined): void {
    if (this.#lost !== undefined) return;
    this.#lost = new ChannelLost(this.#stderrEnd.toString('utf8'), reason);
    this.#end()?.reject(this.#lost);
    for (const listener of this.#lostListeners) listener(this.#lost);
    this.#lostListeners.clear();
  }
}

export function newNonce(): string {
  return randomBytes(16).toString('hex');
}
