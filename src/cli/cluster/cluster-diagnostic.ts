import type { Diagnostic } from '../../diagnostic/diagnostic.ts';

/**
 * The diagnostic of a `ClusterProblem`; undefined for other errors. The build puts the cluster into a bundle with its own copy of each
 * class, where `instanceof` would be false, so the error is recognized by its name.
 */
export function clusterDiagnostic(error: unknown): Diagnostic | undefined {
  if (!(error instanceof Error) || error.name !== 'ClusterProblem') return undefined;
  const { suggestion } = error as { readonly suggestion?: string };
  return { code: 'cluster', severity: 'error', summary: error.message, suggestion };
}
