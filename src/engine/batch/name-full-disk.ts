import { causeThen, describeFullDisk, isBareReason, pathsIn } from '../../diagnostic/full-disk.ts';
import type { DiskRoom } from '../../diagnostic/full-disk.ts';
import type { FileContent, Step } from '../../module-api/step.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import type { Failure } from '../events.ts';

export interface Writing {
  readonly ready: RenderedTask;
  /** The failed step. */
  readonly step: Step | undefined;
  readonly disks: readonly DiskRoom[];
}

/** Adds a full disk to the message of a failure, since programs seldom mention it. */
export function nameFullDisk(failure: Failure, { ready, step, disks }: Writing): Failure {
  const { message, stderr = '', stdout = '', command = '' } = failure;
  const write = step?.kind === 'write' ? step : undefined;
  const said = [message, stderr, stdout].join('\n');
  const named = [...pathsIn(`${message}\n${stderr}`), ...pathsIn(command)];
  const asked = Object.values(ready.params).filter((value) => typeof value === 'string');
  const paths = [...(write ? [write.path] : []), ...named, ...asked.filter((text) => text.startsWith('/'))];
  const cause = describeFullDisk({ said, paths, bytes: write && sizeOf(write.content), disks });
  const unwritten = write && `${write.path} could not be written`;
  if (cause !== undefined)
    return { ...failure, message: causeThen([cause, unwritten].filter(Boolean).join(': '), message) };
  return unwritten !== undefined && isBareReason(message)
    ? { ...failure, message: `${unwritten}: ${message}` }
    : failure;
}

const sizeOf = (content: FileContent): number | undefined =>
  content.kind === 'bytes' ? content.bytes.length : content.size;
