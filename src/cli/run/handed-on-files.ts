import { readFileSync, writeFileSync } from 'node:fs';
import type { HandedOn, HandedOnValues } from '../../engine/variables/handed-on.ts';

/** Larger values are taken for output, not for facts that later runs depend on. */
const MOST_CHARACTERS = 256 * 1024;

export interface HandingOn {
  readonly mask: (text: string) => string;
  /** Called with the names of values that are not passed on. */
  readonly warn: (host: string, message: string) => void;
}

export const readHandedOn = (path: string): HandedOnValues => JSON.parse(readFileSync(path, 'utf8')) as HandedOnValues;

/** Writes what tasks have set, without what holds a secret. */
export function writeHandedOn(path: string, values: HandedOnValues, { mask, warn }: HandingOn): void {
  const isFit = (host: string, { name, value }: HandedOn): boolean => {
    const text = JSON.stringify({ value });
    const why = whyKept(text, mask);
    if (why !== undefined) warn(host, `${name} is not handed on to other workers: ${why}`);
    return why === undefined;
  };
  const fit = Object.entries(values).map(([host, own]) => [host, own.filter((one) => isFit(host, one))] as const);
  writeFileSync(path, JSON.stringify(Object.fromEntries(fit.filter(([, own]) => own.length > 0))));
}

/** Why a value stays in this process; undefined if it may be handed on. */
function whyKept(text: string, mask: HandingOn['mask']): string | undefined {
  if (text.length > MOST_CHARACTERS) return 'it is too large';
  return mask(text) === text ? undefined : 'it holds a secret';
}
