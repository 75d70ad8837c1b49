import { isUnknown } from '../../../values/unknown.ts';
import { UnknownRead } from '../../run/fault.ts';

/** Ends the evaluation where a value is not known yet. */
export function known<T>(value: T): T {
  if (isUnknown(value)) throw new UnknownRead(value);
  return value;
}
