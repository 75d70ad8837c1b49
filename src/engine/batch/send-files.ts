import { basename } from 'node:path';
import type { Step } from '../../module-api/step.ts';
import { TransportError } from '../../transport/session.ts';
import type { Uploaded } from '../../transport/session.ts';
import type { HostState } from '../host/host-state.ts';
import type { AppliedChange, QueuedChange } from './queued-change.ts';

export interface SentFiles {
  /** By path on the controller. */
  readonly uploaded: ReadonlyMap<string, Uploaded>;
  /** The first change whose file did not fit on the host's disk; later files were not sent. */
  readonly refusal?: { readonly index: number; readonly end: AppliedChange } | undefined;
}

/** Sends the files of the controller that changes write. */
export async function sendFiles(host: HostState, changes: readonly QueuedChange[]): Promise<SentFiles> {
  const uploaded = new Map<string, Uploaded>();
  for (const [index, { ready, planned }] of changes.entries()) {
    for (const path of planned.steps.flatMap(uploadsOf)) {
      if (uploaded.has(path)) continue;
      try {
        const sending = host.session.upload(path, { as: ready.context.as });
        uploaded.set(path, await host.activity.duringCall(`sending ${basename(path)}`, sending));
      } catch (error) {
        if (!(error instanceof TransportError && error.kind === 'refused')) throw error;
        return { uploaded, refusal: { index, end: refused(error) } };
      }
    }
  }
  return { uploaded };
}

const refused = ({ message }: TransportError): AppliedChange => ({
  status: 'failed',
  failure: { message },
  result: { changed: false, msg: message },
  ms: 0,
});

const uploadsOf = (step: Step): string[] =>
  step.kind === 'write' && step.content.kind === 'local' ? [step.content.path] : [];
