import { readFileSync, writeFileSync } from 'node:fs';
import type { HandedOn, HandedOnValues } from '../../engine/variables/handed-on.ts';

/** Larger values are considered output, not facts that later runs depend on. */
const MOST_CHARACTERS = 256 * 1024;

export interface HandingOn {
  readonly mask: (text: string) => string;
  /** Called with the names of values that are not passed on. */
  readonly warn: (host: string, message: string) => void;
}

export const readHandedOn = (path: string): HandedOnValues => JSON.parse(readFileSync(path, 'utf8')) as HandedOnValues;

/** Writes the variables that tasks have set, without those that contain a secret. */
export function writeHandedOn(path: string, values: HandedOnValues, { mask, warn }: HandingOn): void {
  const isFit = (host: string, { name, value }: HandedOn): boolean => {
    const text = JSON.stringify({ value });
    const why = whyKept(text, mask);
    if (why !== undefined) warn(host, `${name} is not passed to other workers: ${why}`);
    return why === undefined;
  };
  const fit = Object.entries(values).map(([host, own]) => [host, own.filter((one) => isFit(host, one))] as const);
  writeFileSync(path, JSON.stringify(Object.fromEntries(fit.filter(([, own]) => own.length > 0))));
}

/** Why a value is not passed on; undefined if it may be. */
function whyKept(text: string, mask: HandingOn['mask']): string | undefined {
  if (text.length > MOST_CHARACTERS) return 'it is too large';
  return mask(text) === text ? undefined : 'it contains a secret';
}
