import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { makeDirectories } from '../../controller/make-directories.ts';
import type { FetchStep, StepOutput } from '../../module-api/step.ts';
import type { TaskPlan } from '../../predict/plan-task.ts';
import { hashFile } from './hash-file.ts';
import type { HostSession } from '../../transport/session.ts';

/** Fetches a host's file to the controller. A file with the same content is not changed. */
export async function fetchFile(
  step: FetchStep,
  session: Pick<HostSession, 'host' | 'download'>,
  baseDirectory: string,
): Promise<StepOutput> {
  const start = performance.now();
  const path = destinationOf(step, session.host, baseDirectory);
  await makeDirectories(dirname(path));
  // an unpredictable name in a private directory, since the parent directory may be shared with others
  const scratch = await mkdtemp(join(dirname(path), '.provision-'));
  const fresh = join(scratch, 'new');
  try {
    await session.download(step.path, fresh);
    const sums = await hashOf(fresh);
    const isSame = (await hashOf(path))?.sha256 === sums?.sha256;
    if (!isSame) await rename(fresh, path);
    const stdout = `${isSame ? 'same' : 'changed'}\n${path}\n${sums?.sha1 ?? ''}\n`;
    return { exitStatus: 0, stdout, stderr: '', elapsedMs: Math.round(performance.now() - start), timedOut: false };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * The plan of a task in a dry run: nothing would change where the controller has the very file that it would fetch. `host` and `baseDirectory`
 * as for `fetchFile`.
 */
export async function foretellFetch(planned: TaskPlan, host: string, baseDirectory: string): Promise<TaskPlan> {
  if (planned.status !== 'change') return planned;
  const [step, ...more] = planned.steps;
  if (step?.kind !== 'fetch' || more.length > 0 || step.sha256 === undefined) return planned;
  const dest = destinationOf(step, host, baseDirectory);
  const sums = await hashOf(dest);
  if (sums?.sha256 !== step.sha256) return planned;
  if (planned.isUncertain) return { status: 'may-change', reason: 'an earlier change may alter what it fetches' };
  return { status: 'ok', result: { src: step.path, dest, checksum: sums.sha1, remote_checksum: sums.sha1 } };
}

/** Names from a host, whether the path or the host's own name, cannot lead outside of the directory that the task names. */
function destinationOf({ to, path, isFlat }: FetchStep, host: string, baseDirectory: string): string {
  const base = resolve(baseDirectory, to);
  if (!isFlat) return join(base, within(host), within(path));
  return to.endsWith('/') ? join(base, basename(within(path))) : base;
}

/** An absolute path without `..`. */
const within = (path: string): string => posix.normalize(`/${path}`);

async function hashOf(path: string): Promise<{ sha256: string; sha1: string } | undefined> {
  if (!(await stat(path).catch(() => undefined))) return undefined;
  return hashFile(path);
}
