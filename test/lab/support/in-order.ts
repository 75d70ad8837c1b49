import { test } from '@jest/globals';

/**
 * Declares tests of which each begins where the one before ended. Once one of them has failed, the others fail without being tried: a test
 * that exceeds its time goes on, and would be in the way of all that follow.
 */
export function inOrder(): (name: string, work: () => Promise<void>, timeoutMs: number) => void {
  const unfinished = new Set<string>();
  let failed: string | undefined;
  return (name, work, timeoutMs) => {
    test(
      name,
      async () => {
        failed ??= [...unfinished][0];
        if (failed !== undefined) throw new Error(`not tried, since this failed before: ${failed}`);
        unfinished.add(name);
        await work();
        unfinished.delete(name);
      },
      timeoutMs,
    );
  };
}
