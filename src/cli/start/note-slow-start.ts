/** A start that takes longer is reported: on an idle machine it takes a quarter of a second. */
const SLOW_MS = 5000;

/** Reports the current step of a slow start; silent otherwise. Created when the process starts. */
export function noteSlowStart(write: (line: string) => void, now = () => performance.now()): (what: string) => void {
  return (what) => {
    const ms = now();
    if (ms > SLOW_MS) write(`${what}; the machine is busy: it took ${Math.round(ms / 1000)} s to get here\n`);
  };
}
