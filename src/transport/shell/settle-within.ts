/**
 * Settles as the work does, or resolves to `late` after a number of milliseconds, or when the signal is aborted. Nothing stays behind, and the
 * time limit does not keep the process alive. Cheaper than an abortable timer, whose end is an error with a stack, since it is used for each host.
 */
export function settleWithin<T>(work: Promise<T>, ms: number, signal?: AbortSignal): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', late);
    };
    const late = (): void => {
      end();
      resolve('late');
    };
    const timer = setTimeout(late, ms).unref();
    work.finally(end).then(resolve, reject);
    if (signal?.aborted === true) late();
    else signal?.addEventListener('abort', late);
  });
}
