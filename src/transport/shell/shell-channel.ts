/** One running shell: an exec channel of an SSH connection, or a child process. */
export interface ShellChannel {
  write(data: Buffer | string): void;
  /** Resolves when the write buffer has room again, or when the channel is lost. */
  drained(): Promise<void>;
  /** Ends the shell's stdin. */
  end(): void;
  /** Drops the channel without waiting for anything. */
  destroy(): void;
  onStdout(listener: (chunk: Buffer) => void): void;
  onStderr(listener: (chunk: Buffer) => void): void;
  /** Called once, when no more data will arrive, with the reason if it is known. */
  onClose(listener: (reason?: Error) => void): void;
}

/** Starts shells on one host; connects if there is no connection. */
export interface ShellHost {
  readonly loginUser: string;
  readonly isLocal?: boolean;
  /** Number of round trips so far for connections and channels. */
  readonly roundTrips: number;
  /** Rejects with `TransportError`. */
  openShell(command: string): Promise<ShellChannel>;
  /** Drops the connection, so that the next shell opens a new one. */
  disconnect(): void;
}
