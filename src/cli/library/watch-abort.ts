import type { SignalWatch, Stoppable } from '../start/watch-signals.ts';

/** An abort acts like the first Ctrl-C: running tasks finish. */
export function watchAbort(signal: AbortSignal | undefined): SignalWatch {
  const sessions: Stoppable[] = [];
  let announce = (): void => undefined;
  const stop = { requested: signal?.aborted ?? false, asked: new Promise<void>((done) => (announce = done)) };
  const request = (): void => {
    stop.requested = true;
    announce();
    for (const session of sessions) void session.requestStop();
  };
  signal?.addEventListener('abort', request, { once: true });
  return {
    stop,
    begin: () => undefined,
    onSession: (session) => void sessions.push(session),
    stopWhen: () => undefined,
    request,
    terminate: request,
    close: () => signal?.removeEventListener('abort', request),
    isTerminalLost: false,
  };
}
