/** What apply asks to be done on the host, in order. Data: the engine renders it into a batch's script. */
export type Step = RunStep | WriteStep | FetchStep;

export interface RunStep {
  readonly kind: 'run';
  /** POSIX sh. Its exit status is the step's. It never holds what a person must not see in a process list: see `stdin`. */
  readonly script: string;
  /** What people see of it where it fails, such as the command at its heart; left out: nothing. */
  readonly shownAs?: string | undefined;
  /** Fed to the script; the place for secrets. */
  readonly stdin?: string | Buffer | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Seconds after which the step is ended and fails. */
  readonly timeoutSeconds?: number | undefined;
  /** Run by the session's own user, and without the task's environment: what the engine does around a task. */
  readonly asSession?: boolean | undefined;
  /** It runs a user's command, which may wait for the other end of a named pipe. Other programs that do so are ended: see loop.sh. */
  readonly mayAwaitPipe?: boolean | undefined;
  /** Exit statuses that are no failure; [0] by default. */
  readonly okStatuses?: readonly number[] | undefined;
}

/** Writes a whole file: to a dotfile in its directory, validated, given owner and mode, renamed. */
export interface WriteStep {
  readonly kind: 'write';
  readonly path: string;
  readonly content: FileContent;
  /** Octal text; left out: what the file has, or 0644 for a new one. */
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** A command in which %s stands for the new file; when it fails the file is left as it was. */
  readonly validate?: string | undefined;
  /** Keep the file as it was beside it, with a time in its name. */
  readonly backup?: boolean | undefined;
}

export type FileContent =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** A file of the controller, streamed. */
  | {
      readonly kind: 'local';
      readonly path: string;
      readonly size: number;
      readonly sha256: string;
      readonly sha1?: string | undefined;
    }
  /** Another file of the host itself. */
  | { readonly kind: 'remote'; readonly path: string; readonly size: number | undefined };

/**
 * Brings a file of the host to the controller, where it replaces what is there if that differs. The step's stdout is
 * three lines: `changed` or `same`, the path on the controller, and the SHA-1 of the content.
 */
export interface FetchStep {
  readonly kind: 'fetch';
  /** On the host. */
  readonly path: string;
  /** On the controller; relative to the playbook's directory. The host's name and the whole path follow, unless flat. */
  readonly to: string;
  readonly isFlat: boolean;
  /** SHA-256 in hex of the file on the host, where it is known: a dry run compares it with the file on the controller. */
  readonly sha256?: string | undefined;
}

/** What a run step gave. */
export interface StepOutput {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it took, in milliseconds, by the host's clock. */
  readonly elapsedMs: number;
  readonly timedOut: boolean;
  /** When it was started, in milliseconds since 1970 by the controller's clock. */
  readonly startedAtMs?: number | undefined;
  /** How much more it printed than is kept. */
  readonly stdoutCutBytes?: number | undefined;
  readonly stderrCutBytes?: number | undefined;
}
