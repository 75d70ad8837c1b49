interface ProblemOptions extends ErrorOptions {
  /** It may be over by itself, so that a program that is under way waits for that. */
  readonly isPassing?: boolean;
}

/** What a user of the cluster can do something about. Whoever shows it makes a diagnostic of it. */
export class ClusterProblem extends Error {
  override readonly name = 'ClusterProblem';
  readonly suggestion: string | undefined;
  readonly isPassing: boolean;

  constructor(message: string, suggestion?: string, { isPassing = false, ...options }: ProblemOptions = {}) {
    super(message, options);
    this.suggestion = suggestion;
    this.isPassing = isPassing;
  }
}

/** The problem with what to do about it, on one line. */
export const onOneLine = (error: unknown): string =>
  error instanceof ClusterProblem && error.suggestion !== undefined
    ? `${error.message}. ${error.suggestion}`
    : (error as Error).message;
