/** The channel ended before the reply did. The session decides whether to continue with another one. */
export class ChannelLost extends Error {
  /** The last output on stderr of the shell, or of the command that should have started it. */
  readonly stderrEnd: string;

  constructor(stderrEnd: string, cause: unknown) {
    super('the connection was lost', { cause });
    this.name = 'ChannelLost';
    this.stderrEnd = stderrEnd;
  }
}
