/**
 * Lets time pass that belongs to the case: how long a fault lasts or load goes on, or for how long something must not happen. Not for
 * what is waited for, which takes longer on a slower machine: `until` asks for that.
 */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
