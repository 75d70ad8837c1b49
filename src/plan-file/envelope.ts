import { createHmac, timingSafeEqual } from 'node:crypto';
import { PLAN_MAGIC } from './looks-like-plan.ts';
import type { PlanKeys, PlanSecret } from './plan-keys.ts';
import { SALT_BYTES } from './plan-keys.ts';
import { MAKE_NEW, planError } from './plan-error.ts';

const FORMAT = '1';

/** A plan's file: a line that names the key and holds the seal, and the plan as JSON. */
export interface Envelope extends Pick<PlanSecret, 'kind' | 'label'> {
  readonly salt: Buffer;
  readonly body: Buffer;
  readonly seal: Buffer;
}

/** The whole file: `provision-plan 1 vault default SALT SEAL`, and the body. */
export function renderEnvelope({ kind, label, salt, body }: Omit<Envelope, 'seal'>, keys: PlanKeys): Buffer {
  const seal = sealOf({ kind, label, salt, body }, keys);
  const words = [...headOf({ kind, label, salt }), seal.toString('base64url')];
  return Buffer.concat([Buffer.from(`${words.join(' ')}\n`), body]);
}

/** Throws `InvalidInput` where it is no plan's file, or one of another format. Whether the seal holds is another question. */
export function parseEnvelope(bytes: Buffer, path: string): Envelope {
  const end = bytes.indexOf('\n');
  const [magic, format, kind, label, salt = '', seal = ''] = bytes
    .subarray(0, Math.max(end, 0))
    .toString('latin1')
    .split(' ');
  if (bytes.length === 0) throw planError(path, `${path} is empty`, MAKE_NEW);
  if (magic !== PLAN_MAGIC) throw planError(path, `${path} is not a plan of provision`, MAKE_NEW);
  if (format !== FORMAT)
    throw planError(
      path,
      `${path} is a plan of format ${format ?? '?'}, and this version reads format ${FORMAT}`,
      MAKE_NEW,
    );
  const parsed = { salt: Buffer.from(salt, 'base64url'), seal: Buffer.from(seal, 'base64url') };
  if ((kind !== 'vault' && kind !== 'user') || label === undefined || parsed.salt.length !== SALT_BYTES)
    throw planError(path, `${path} is damaged: its first line is incomplete`, MAKE_NEW);
  return { kind, label: decodeLabel(label), ...parsed, body: bytes.subarray(end + 1) };
}

export const holdsSeal = (envelope: Envelope, keys: PlanKeys): boolean => {
  const seal = sealOf(envelope, keys);
  return seal.length === envelope.seal.length && timingSafeEqual(seal, envelope.seal);
};

const sealOf = (envelope: Omit<Envelope, 'seal'>, { seal }: PlanKeys): Buffer =>
  createHmac('sha256', seal)
    .update(`${headOf(envelope).join(' ')}\n`)
    .update(envelope.body)
    .digest();

const headOf = ({ kind, label, salt }: Pick<Envelope, 'kind' | 'label' | 'salt'>): string[] => [
  PLAN_MAGIC,
  FORMAT,
  kind,
  label === '' ? '-' : encodeURIComponent(label),
  salt.toString('base64url'),
];

function decodeLabel(label: string): string {
  if (label === '-') return '';
  try {
    return decodeURIComponent(label);
  } catch {
    // it is of no label that was ever written, and no password will be found for it
    return label;
  }
}
