/** The channel ended before the reply did. The session decides whether to go on with another one. */
export class ChannelLost extends Error {
  /** What the shell, or what should have started it, said on stderr at the end. */
  readonly stderrEnd: string;

  constructor(stderrEnd: string, cause: unknown) {
    super('the connection was lost', { cause });
    this.name = 'ChannelLost';
    this.stderrEnd = stderrEnd;
  }
}
