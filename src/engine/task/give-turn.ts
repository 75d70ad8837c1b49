/** Long enough that turns cost nothing, short enough that nobody notices the wait for one. */
const LONGEST_MS = 50;

/** When the event loop last had a turn by `giveTurn`, its only reader and writer. Of the process, as the event loop is. */
let lastMs = 0;

/** Lets signals and other hosts have their turn, where they have had none for a while: what waits for no host would keep them waiting. */
export async function giveTurn(): Promise<void> {
  if (performance.now() - lastMs < LONGEST_MS) return;
  await new Promise((resolve) => setImmediate(resolve));
  lastMs = performance.now();
}
