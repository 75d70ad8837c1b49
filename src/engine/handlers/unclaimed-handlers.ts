import { quote } from '../../query/quote.ts';
import { applyCommands } from '../batch/apply-commands.ts';
import type { EventSink } from '../events.ts';
import type { HostState } from '../host/host-state.ts';
import { describeRecord } from './handler-record.ts';

/** Removes the records of handlers that this run does not define. */
export async function dropUnclaimed(host: HostState, runId: string): Promise<void> {
  const paths = host.handlers.takeUnclaimed().map(({ path }) => quote(path));
  if (paths.length > 0) await applyCommands(host, `${runId}-drop-handlers`, [`rm -f -- ${paths.join(' ')}`]);
}

/** Otherwise the record of a handler that is no longer defined would remain forever. */
export function warnOfUnclaimed({ name, handlers }: HostState, sink: EventSink): void {
  for (const { record } of handlers.unclaimed)
    sink({
      event: 'warning',
      host: name,
      message: `an earlier run left the handler ${describeRecord(record)} pending, and nothing in this run defines it; --drop-handlers forgets it`,
    });
}
