import { randomBytes } from 'node:crypto';
import { ChannelLost } from './channel-lost.ts';
import { ReplyReader } from './reply-reader.ts';
import type { ShellChannel } from './shell-channel.ts';
import type { ShellOutput } from '../session.ts';

export interface Frame {
  readonly kind: string;
  readonly arguments?: readonly string[];
  readonly body?: string | undefined;
}

export interface RequestOptions {
  /** Takes the reply's stdout instead of the result. */
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  /** Takes what follows the reply on stdout: a batch's output. */
  readonly follow?: ((chunk: Buffer) => void) | undefined;
  /** Sends the frame's body; its length is then `bodyLength`. */
  readonly sendBody?: (() => Promise<void>) | undefined;
  readonly bodyLength?: number;
}

interface Pending {
  readonly reader: ReplyReader;
  readonly follow: ((chunk: Buffer) => void) | undefined;
  resolve(output: ShellOutput): void;
  reject(error: Error): void;
}

const STDERR_KEPT = 4096;

/** Speaks the shell loop's protocol on one channel, one request at a time. Rejects with `ChannelLost`. */
export class ShellClient {
  readonly #channel: ShellChannel;
  #pending: Pending | undefined;
  #follow: ((chunk: Buffer) => void) | undefined;
  #lost: ChannelLost | undefined;
  /** Frames that wait for a body to have been sent. */
  #held: Frame[] | undefined;
  #stderrEnd = Buffer.alloc(0);
  readonly #lostListeners = new Set<(error: ChannelLost) => void>();

  constructor(channel: ShellChannel) {
    this.#channel = channel;
    channel.onStdout((chunk) => this.#receiveStdout(chunk));
    channel.onStderr((chunk) => this.#receiveStderr(chunk));
    channel.onClose((reason) => this.#close(reason));
  }

  get alive(): boolean {
    return this.#lost === undefined;
  }

  /** The reply that the shell gives to its start. */
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
    if (this.#lost !== undefined) throw this.#lost;
  }

  stopFollowing(): void {
    this.#follow = undefined;
  }

  /** Calls back when the channel is lost, at once if it is. Returns how to stop listening. */
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
    const reader = new ReplyReader(nonce, options.onStdout);
    return new Promise((resolve, reject) => {
      this.#pending = { reader, follow: options.follow, resolve, reject };
    });
  }

  #receiveStdout(chunk: Buffer): void {
    const pending = this.#pending;
    if (pending === undefined || this.#follow !== undefined) {
      this.#follow?.(chunk);
      return;
    }
    pending.reader.feedStdout(chunk);
    const trailer = pending.reader.stdoutTrailer;
    if (trailer?.status === 0 && pending.follow !== undefined) {
      this.#follow = pending.follow;
      this.#follow(trailer.rest);
    }
    this.#settle(pending);
  }

  #receiveStderr(chunk: Buffer): void {
    this.#stderrEnd = Buffer.concat([this.#stderrEnd, chunk]).subarray(-STDERR_KEPT);
    if (this.#pending === undefined) return;
    this.#pending.reader.feedStderr(chunk);
    this.#settle(this.#pending);
  }

  #settle(pending: Pending): void {
    const { reader } = pending;
    if (!reader.done) return;
    this.#pending = undefined;
    this.#stderrEnd = Buffer.alloc(0);
    const exitStatus = reader.stdoutTrailer?.status ?? 0;
    pending.resolve({ stdout: reader.stdout, stderr: reader.stderr, exitStatus });
  }

  #close(reason: Error | undefined): void {
    if (this.#lost !== undefined) return;
    this.#lost = new ChannelLost(this.#stderrEnd.toString('utf8'), reason);
    this.#pending?.reject(this.#lost);
    this.#pending = undefined;
    for (const listener of this.#lostListeners) listener(this.#lost);
    this.#lostListeners.clear();
  }
}

export function newNonce(): string {
  return randomBytes(16).toString('hex');
}
