import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { FetchStep, StepOutput } from '../../module-api/step.ts';
import type { HostSession } from '../../transport/session.ts';

/** Brings a host's file to the controller. A file of the same content is left as it is. */
export async function fetchFile(step: FetchStep, session: HostSession, baseDirectory: string): Promise<StepOutput> {
  const start = performance.now();
  const path = destinationOf(step, session.host, baseDirectory);
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.provision-new`;
  try {
    await session.download(step.path, fresh);
    const sha256 = await hashOf(fresh);
    const isSame = (await hashOf(path)) === sha256;
    if (!isSame) await rename(fresh, path);
    const stdout = `${isSame ? 'same' : 'changed'}\n${path}\n${sha256 ?? ''}\n`;
    return { exitStatus: 0, stdout, stderr: '', elapsedMs: Math.round(performance.now() - start), timedOut: false };
  } finally {
    await rm(fresh, { force: true });
  }
}

function destinationOf({ to, path, isFlat }: FetchStep, host: string, baseDirectory: string): string {
  const base = resolve(baseDirectory, to);
  if (!isFlat) return join(base, host, path);
  return to.endsWith('/') ? join(base, basename(path)) : base;
}

async function hashOf(path: string): Promise<string | undefined> {
  if (!(await stat(path).catch(() => undefined))) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
