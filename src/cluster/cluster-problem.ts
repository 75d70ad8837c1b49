/** What a user of the cluster can do something about. Whoever shows it makes a diagnostic of it. */
export class ClusterProblem extends Error {
  override readonly name = 'ClusterProblem';
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string, options?: ErrorOptions) {
    super(message, options);
    this.suggestion = suggestion;
  }
}
