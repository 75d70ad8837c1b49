/** A host's reply, with placeholders for the values that differ in each session. */
export interface Reply {
  readonly kind: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A session with a converged host. Bytes are stored as latin1. */
export interface Recording {
  readonly hello: Reply;
  readonly replies: readonly Reply[];
  /** The contents of files that contain the host's name. */
  readonly files: readonly string[];
}

export const NONCE = '@NONCE@';
export const BOUNDARY = '@BOUNDARY@';
/** The recorded host; all names and numbers have the same length as its own, so that the sizes of files are equal. */
export const FIRST = 10_001;
export const nameOf = (number: number): string => `host${number}`;
