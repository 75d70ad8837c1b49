/** What a host has replied, with words in the place of what is new in each session. */
export interface Reply {
  readonly kind: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** One session with a host to which nothing had to be done. Bytes are kept as latin1. */
export interface Recording {
  readonly hello: Reply;
  readonly replies: readonly Reply[];
  /** The files with the host's name in them, as they lie there. */
  readonly files: readonly string[];
}

export const NONCE = '@NONCE@';
export const BOUNDARY = '@BOUNDARY@';
/** The host that is recorded; all names and numbers are as long as its own, so that sizes of files are the same. */
export const FIRST = 10_001;
export const nameOf = (number: number): string => `host${number}`;
