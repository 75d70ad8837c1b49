import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/**
 * What to tell of a `ClusterProblem`; undefined: the error is another one. The build puts the cluster into a bundle with its own copy of each class, so
 * `instanceof` would be false here: the error is recognized by its name.
 */
export function clusterDiagnostic(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error) || error.name !== 'ClusterProblem') return undefined;
  const { suggestion } = error as { readonly suggestion?: string };
  return { code: 'cluster', severity: 'error', summary: error.message, suggestion };
}
