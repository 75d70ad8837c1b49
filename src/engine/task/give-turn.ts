/** Long enough to cost nothing, short enough to be unnoticeable. */
const LONGEST_MS = 50;

/** When `giveTurn`, its only reader and writer, last yielded to the event loop. Global, as the event loop is. */
let lastMs = 0;

/** Yields to signals and other hosts if the last yield was a while ago, since code that waits for no host would block them. */
export async function giveTurn(): Promise<void> {
  if (performance.now() - lastMs < LONGEST_MS) return;
  await new Promise((resolve) => setImmediate(resolve));
  lastMs = performance.now();
}
