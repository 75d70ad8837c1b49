/** A start that takes longer than this is told of: on an idle machine it takes a quarter of a second. */
const SLOW_MS = 5000;

/** Tells what a slow start is busy with; says nothing at an ordinary start. Made when the process starts. */
export function noteSlowStart(write: (line: string) => void, now = () => performance.now()): (what: string) => void {
  return (what) => {
    const ms = now();
    if (ms > SLOW_MS) write(`${what}; the machine is busy: it took ${Math.round(ms / 1000)} s to get here\n`);
  };
}
