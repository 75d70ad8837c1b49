import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { isFileError, toUnreadable } from '../controller/file-error.ts';
import { kindOfStats } from '../controller/file-kind.ts';
import type { Envelope } from './envelope.ts';
import { holdsSeal, parseEnvelope } from './envelope.ts';
import type { UnreadableFile } from '../controller/file-error.ts';
import { remedyOf } from '../controller/file-remedy.ts';
import type { InvalidInput } from '../diagnostic/diagnostic.ts';
import { MAKE_NEW, planError } from './plan-error.ts';
import type { PlanKeys, PlanSecret } from './plan-keys.ts';
import { derivePlanKeys } from './plan-keys.ts';
import type { Plan } from './plan-schema.ts';
import { PLAN_SCHEMA } from './plan-schema.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export interface SealedPlan {
  readonly plan: Plan;
  /** Undefined: nobody here has the key, and the seal could not be checked. */
  readonly keys: PlanKeys | undefined;
  readonly sealedWith: Pick<PlanSecret, 'kind' | 'label'>;
}

/**
 * Reads a plan's file and checks its seal with those of the secrets that may have made it. Throws `InvalidInput` where it is a link, no
 * plan, or not as it was sealed.
 */
export function readPlan(path: string, secrets: readonly PlanSecret[]): SealedPlan {
  const envelope = parseEnvelope(readPlanBytes(path), path);
  const keys = openSeal(envelope, secrets, path);
  return { plan: parsePlan(envelope.body, path), keys, sealedWith: { kind: envelope.kind, label: envelope.label } };
}

/** As `readPlan`, where the seal must be checked. */
export function readSealedPlan(path: string, secrets: readonly PlanSecret[]): SealedPlan & { readonly keys: PlanKeys } {
  const { keys, ...read } = readPlan(path, secrets);
  if (keys) return { ...read, keys };
  const { kind, label } = read.sealedWith;
  throw kind === 'vault'
    ? planError(
        path,
        `${path} is sealed with the vault password "${label}", and it was not given`,
        `Give it with \`--vault-id ${label}@PASSWORDFILE\`, or with \`--vault-password-file\`.`,
      )
    : planError(
        path,
        `${path} is sealed with the key of another user or machine`,
        'Apply it where it was made, or seal plans with a vault password: `provision plan --vault-password-file PASSWORDS --out FILE`.',
      );
}

function readPlanBytes(path: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(descriptor);
    const kind = kindOfStats(found);
    if (kind !== 'file')
      throw planError(
        path,
        `${path} cannot be used as a plan: it is ${kind}`,
        remedyOf({ path, problem: `it is ${kind}` }),
      );
    if (found.size > MOST_BYTES) throw planError(path, `${path} is larger than any plan`);
    return readFileSync(descriptor);
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === 'ELOOP')
      throw planError(
        path,
        `${path} is a link, and a plan is never read through one`,
        'Name the file itself: `readlink -f FILE` shows it.',
      );
    throw unreadablePlan(toUnreadable(path, error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function openSeal(envelope: Envelope, secrets: readonly PlanSecret[], path: string): PlanKeys | undefined {
  const fitting = secrets.filter(({ kind, label }) => kind === envelope.kind && label === envelope.label);
  if (fitting.length === 0) return undefined;
  const keys = fitting.map((secret) => derivePlanKeys(secret, envelope.salt)).find((one) => holdsSeal(envelope, one));
  if (keys) return keys;
  const whose =
    envelope.kind === 'vault'
      ? `the vault password "${envelope.label}" is another one`
      : 'it was made by another user or on another machine';
  const isWhole = envelope.body.at(-1) === NEWLINE;
  throw planError(
    path,
    isWhole
      ? `The seal of ${path} does not hold: the file has been changed, or ${whose}`
      : `${path} is incomplete: its end is missing`,
    MAKE_NEW,
  );
}

const NEWLINE = 0x0a;

function parsePlan(body: Buffer, path: string): Plan {
  const parsed = PLAN_SCHEMA.safeParse(parseJson(body, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw planError(
    path,
    `${path} is not a plan that this version can read: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    MAKE_NEW,
  );
}

function parseJson(body: Buffer, path: string): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw planError(path, `${path} is damaged or incomplete: what follows its first line is no JSON`, MAKE_NEW);
  }
}

const unreadablePlan = (error: UnreadableFile): InvalidInput => planError(error.path, error.message, remedyOf(error));
