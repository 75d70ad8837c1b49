import { TransportError } from './session.ts';
import { LocalShellHost } from './local.ts';
import { sessionOptionsOf } from './shell/session-options.ts';
import { openSession } from './shell/shell-session.ts';
import type { ConnectionTarget, HostSession, Transport } from './session.ts';
import type { SessionOptions } from './shell/session-options.ts';
import type { ShellChannel, ShellHost } from './shell/shell-channel.ts';

/** Cuts one channel after a number of bytes to the shell (`stdin`) or from it (`stdout`). */
export interface Cut {
  readonly after: number;
  readonly of: 'stdin' | 'stdout';
}

/** The faults to inject; a test can change them at any time. */
export interface Faults {
  unreachable: boolean;
  /** Delays the output of the shell. */
  latencyMs: number;
  /** Each new channel uses the next entry. */
  cuts: (Cut | undefined)[];
}

export interface FakeTransport extends Transport {
  readonly faults: Faults;
  /** Drops every open channel, on both sides. */
  drop(): void;
  /** Loses all open channels on the runner's side only, as a failed network does; the shells do not notice. */
  partition(): void;
}

export interface FakeOptions extends Partial<SessionOptions> {
  /** A directory of programs that the host has in front of this machine's. */
  readonly programs?: string | undefined;
  /** It stands for this machine. */
  readonly isLocal?: boolean;
}

/**
 * A host for tests: the real shell loop, batches, spool and lock, run as child processes of this one with their state in
 * `directory`; and faults. Any requested user is simulated: scripts always run as the user of the test.
 */
export function createFakeTransport(directory: string, options: FakeOptions = {}): FakeTransport {
  const { programs, isLocal = false, ...session } = options;
  const faults: Faults = { unreachable: false, latencyMs: 0, cuts: [] };
  const channels = new Set<FaultyChannel>();
  return {
    faults,
    drop: () => channels.forEach((channel) => channel.destroy()),
    partition: () => channels.forEach((channel) => channel.lose()),
    connect: (target: ConnectionTarget): Promise<HostSession> =>
      openSession(new FakeShellHost(target, { faults, channels, programs, isLocal }), {
        ...sessionOptionsOf(target),
        stateDirectory: `${directory}/provision`,
        ...session,
      }),
  };
}

interface FakeHost extends Pick<FakeOptions, 'programs'> {
  readonly isLocal: boolean;
  readonly faults: Faults;
  readonly channels: Set<FaultyChannel>;
}

/** The command of a shell whose loop, which it holds as base64, sets another PATH. */
const searchFirst = (directory: string, command: string): string =>
  command.replace(/(?<=echo )[A-Za-z\d+/=]+/, (encoded) => {
    const script = Buffer.from(encoded, 'base64').toString('utf8');
    return Buffer.from(script.replace('PATH=/usr/', `PATH=${directory}:/usr/`)).toString('base64');
  });

class FakeShellHost implements ShellHost {
  readonly loginUser: string;
  readonly isLocal: boolean;
  readonly #host: string;
  readonly #programs: string | undefined;
  readonly #shells = new LocalShellHost();
  readonly #faults: Faults;
  readonly #channels: Set<FaultyChannel>;

  constructor(target: ConnectionTarget, { faults, channels, programs, isLocal }: FakeHost) {
    this.isLocal = isLocal;
    this.#programs = programs;
    this.loginUser = target.become?.user ?? target.user ?? 'root';
    this.#host = target.host;
    this.#faults = faults;
    this.#channels = channels;
  }

  get roundTrips(): number {
    return this.#shells.roundTrips;
  }

  async openShell(command: string): Promise<ShellChannel> {
    if (this.#faults.unreachable) {
      throw new TransportError({
        kind: 'unreachable',
        host: this.#host,
        message: `${this.#host}: no connection: connection refused`,
      });
    }
    const inner = await this.#shells.openShell(
      this.#programs === undefined ? command : searchFirst(this.#programs, command),
    );
    const channel = new FaultyChannel(inner, this.#faults.latencyMs, this.#faults.cuts.shift());
    this.#channels.add(channel);
    channel.onClose(() => this.#channels.delete(channel));
    return channel;
  }

  disconnect(): void {
    this.#shells.disconnect();
  }
}

class FaultyChannel implements ShellChannel {
  readonly #inner: ShellChannel;
  readonly #latencyMs: number;
  readonly #cut: Cut | undefined;
  readonly #closeListeners: ((reason?: Error) => void)[] = [];
  #passed = 0;
  #lost = false;

  constructor(inner: ShellChannel, latencyMs: number, cut: Cut | undefined) {
    this.#inner = inner;
    this.#latencyMs = latencyMs;
    this.#cut = cut;
    inner.onClose((reason) => this.#close(reason));
  }

  write(data: Buffer | string): void {
    this.#pass('stdin', Buffer.from(data), (part) => this.#inner.write(part));
  }
  drained(): Promise<void> {
    return this.#lost ? Promise.resolve() : this.#inner.drained();
  }
  end(): void {
    if (!this.#lost) this.#inner.end();
  }
  destroy(): void {
    this.#inner.destroy();
    this.#close();
  }
  lose(): void {
    this.#close();
  }
  onStdout(listener: (chunk: Buffer) => void): void {
    this.#inner.onStdout((chunk) => this.#later(() => this.#pass('stdout', chunk, listener)));
  }
  onStderr(listener: (chunk: Buffer) => void): void {
    this.#inner.onStderr((chunk) => this.#later(() => (this.#lost ? undefined : listener(chunk))));
  }
  onClose(listener: (reason?: Error) => void): void {
    this.#closeListeners.push(listener);
  }

  #pass(side: Cut['of'], data: Buffer, deliver: (part: Buffer) => void): void {
    if (this.#lost) return;
    if (this.#cut?.of !== side) {
      deliver(data);
      return;
    }
    const part = data.subarray(0, Math.max(0, this.#cut.after - this.#passed));
    this.#passed += data.length;
    if (part.length > 0) deliver(part);
    if (this.#passed >= this.#cut.after) this.#later(() => this.destroy());
  }

  #later(work: () => void): void {
    if (this.#latencyMs > 0) setTimeout(work, this.#latencyMs);
    else work();
  }

  #close(reason?: Error): void {
    if (this.#lost) return;
    this.#lost = true;
    for (const listener of this.#closeListeners) listener(reason);
  }
}
