/** One running shell: an exec channel of an SSH connection, or a child process. */
export interface ShellChannel {
  write(data: Buffer | string): void;
  /** Resolves when what was written has gone on its way, as far as to leave room for more, or the channel is lost. */
  drained(): Promise<void>;
  /** Ends the shell's stdin. */
  end(): void;
  /** Drops the channel without waiting for anything. */
  destroy(): void;
  onStdout(listener: (chunk: Buffer) => void): void;
  onStderr(listener: (chunk: Buffer) => void): void;
  /** Called once, when nothing more will arrive; the reason if there is one to tell. */
  onClose(listener: (reason?: Error) => void): void;
}

/** A way to start shells on one host, connecting when there is no connection. */
export interface ShellHost {
  readonly loginUser: string;
  /** Round trips paid so far for connections and channels. */
  readonly roundTrips: number;
  /** Rejects with `TransportError`. */
  openShell(command: string): Promise<ShellChannel>;
  /** Drops the connection, so that the next shell has a new one. */
  disconnect(): void;
}
