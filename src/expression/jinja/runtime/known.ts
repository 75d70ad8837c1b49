import { isUnknown } from '../../../values/unknown.ts';
import { UnknownRead } from '../../run/fault.ts';

/** Ends the evaluation if a value is unknown. */
export function known<T>(value: T): T {
  if (isUnknown(value)) throw new UnknownRead(value);
  return value;
}
