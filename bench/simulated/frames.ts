/** A frame of the shell loop: `KIND NONCE LENGTH ARGUMENT...`, followed by LENGTH bytes. */
export interface Frame {
  readonly kind: string;
  readonly nonce: string;
  readonly body: string;
}

/** Splits a stream into frames. */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  feed(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end === -1) return;
      const [kind = '', nonce = '', length = '0'] = this.#rest.toString('latin1', 0, end).split(' ');
      const next = end + 1 + Number(length);
      if (this.#rest.length < next) return;
      const body = this.#rest.toString('utf8', end + 1, next);
      this.#rest = this.#rest.subarray(next);
      this.#onFrame({ kind, nonce, body });
    }
  }
}

/** The kinds of frames with a reply. */
export const ANSWERED = new Set(['o', 'a', 'r', 'l', 'u', 'w']);

/** The command that starts a shell, as a frame: its reply is the greeting. */
export function startFrame(command: string): Frame {
  const body = Buffer.from(/echo ([A-Za-z0-9+/=]+) \|/.exec(command)?.[1] ?? '', 'base64').toString('utf8');
  return { kind: 'hello', nonce: /p_hello='([0-9a-f]+)'/.exec(body)?.[1] ?? '', body };
}

/** The separator between the answers of an observation, from its script. */
export const boundaryOf = ({ body }: Frame): string => /([0-9a-f]{16,})\.0\n/.exec(body)?.[1] ?? 'none';
