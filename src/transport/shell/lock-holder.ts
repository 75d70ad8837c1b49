import type { LockHolder } from '../session.ts';

/** The holder as one word of a frame's header. */
export const renderHolder = (holder: LockHolder): string => JSON.stringify(holder).replaceAll(' ', String.raw`\u0020`);

/** Names the holder from the shell's refusal: its JSON, its process id, and the batches that still run, a line each. */
export function describeLockHolder(host: string, refusal: Buffer): { readonly message: string; readonly hint: string } {
  const [json = '', , ...batches] = refusal.toString('utf8').split('\n');
  const holder = parseHolder(json);
  const who = holder === undefined ? 'another run' : `${holder.who} (run ${holder.runId}, since ${holder.since})`;
  const running = batches.length > 0 ? `; its batch ${batches.join(', ')} is running` : '';
  return {
    message: `${host} is locked by ${who}${running}`,
    hint: 'wait until that run has ended; the lock of a run that died is released within a minute, or when its batch has ended',
  };
}

function parseHolder(json: string): LockHolder | undefined {
  try {
    const value = JSON.parse(json) as Partial<LockHolder> | null;
    const { who, runId, since } = value ?? {};
    return who === undefined || runId === undefined || since === undefined ? undefined : { who, runId, since };
  } catch {
    return undefined;
  }
}
