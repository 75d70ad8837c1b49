import ssh2 from 'ssh2';
import type { BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';

/** Time limit for an agent to list its keys; a signature has no limit, since the agent may have to prompt its user. */
const LIST_WITHIN_MS = 3000;

/** An agent that is one of several ways to log in: if it fails or does not answer, it has no keys and the reason is recorded. */
export class PatientAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent<ParsedKey>;
  readonly #name: string;
  readonly #onProblem: (problem: string) => void;

  constructor(socketPath: string, onProblem: (problem: string) => void) {
    super();
    this.#agent = new ssh2.OpenSSHAgent(socketPath);
    this.#name = `the agent at ${socketPath}`;
    this.#onProblem = onProblem;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    let isOver = false;
    const end = (keys: ParsedKey[], problem?: string): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (problem !== undefined) this.#onProblem(problem);
      callback(null, keys);
    };
    const timer = setTimeout(() => end([], `${this.#name} does not answer`), LIST_WITHIN_MS);
    this.#agent.getIdentities((error, keys) => {
      if (error != null) end([], `${this.#name} can't be queried: ${error.message}`);
      else end((keys ?? []) as ParsedKey[], keys?.length === 0 ? `${this.#name} has no keys` : undefined);
    });
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const answer = typeof options === 'function' ? options : callback;
    const noting: SignCallback = (error, signature) => {
      if (error != null) this.#onProblem(`${this.#name} did not sign with its key ${key.comment}: ${error.message}`);
      answer?.(error, signature);
    };
    this.#agent.sign(key, data, typeof options === 'function' ? {} : options, noting);
  }
}
