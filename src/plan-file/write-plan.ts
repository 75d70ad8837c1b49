import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAbsent, isFileError, toUnreadable } from '../controller/file-error.ts';
import { renderEnvelope } from './envelope.ts';
import { looksLikePlan } from './looks-like-plan.ts';
import { planError } from './plan-error.ts';
import type { PlanKeys, PlanSecret } from './plan-keys.ts';
import type { Plan } from './plan-schema.ts';
import { shellWord } from '../diagnostic/shell-word.ts';

/** What a plan is sealed with. */
export interface PlanSeal {
  readonly secret: PlanSecret;
  readonly salt: Buffer;
  readonly keys: PlanKeys;
}

/** Throws `InvalidInput` where a plan can't be written there; asked before a run that would be for nothing. */
export function checkPlanPath(path: string): void {
  const found = lookAt(path);
  if (found && !found.isFile())
    throw planError(
      path,
      `${path} cannot be replaced by a plan: it is not a regular file`,
      'Name another file: `provision plan --out FILE.new`.'.replace('FILE', path),
    );
  if (found && found.size > 0 && !looksLikePlan(path))
    throw planError(
      path,
      `${path} exists and is not a plan, so it is not overwritten`,
      'Name another file, such as `--out FILE.plan`, or run `rm FILE`.'.replace('FILE.plan', shellWord(`${path}.plan`)),
    );
  const directory = lookAt(dirname(path) === '' ? '.' : dirname(path));
  if (!directory)
    throw planError(
      path,
      `${path} cannot be written: there is no directory ${dirname(path)}`,
      `Run \`mkdir -p ${shellWord(dirname(path))}\`.`,
    );
}

/** Writes a plan that only its user can read, whole or not at all. */
export function writePlan(path: string, plan: Plan, { secret, salt, keys }: PlanSeal): void {
  const body = Buffer.from(`${JSON.stringify(plan)}\n`);
  const bytes = renderEnvelope({ kind: secret.kind, label: secret.label, salt, body }, keys);
  const unfinished = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}`);
  checkPlanPath(path);
  try {
    writeFileSync(unfinished, bytes, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw toWriteError(path, error);
  }
}

function lookAt(path: string) {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw toWriteError(path, error);
  }
}

const toWriteError = (path: string, error: unknown): unknown =>
  isFileError(error)
    ? planError(
        path,
        `${path} cannot be written: ${toUnreadable(path, error).problem}`,
        'Name another file, one that you may write: `provision plan --out plan.bin`.',
      )
    : error;
