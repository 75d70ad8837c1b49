interface ProblemOptions extends ErrorOptions {
  /** Whether the problem may resolve itself, so that a running program waits. */
  readonly isPassing?: boolean;
}

/** A problem that a user of the cluster can fix. It is shown as a diagnostic. */
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

/** The problem and its remedy on one line. */
export const onOneLine = (error: unknown): string =>
  error instanceof ClusterProblem && error.suggestion !== undefined
    ? `${error.message}. ${error.suggestion}`
    : (error as Error).message;
