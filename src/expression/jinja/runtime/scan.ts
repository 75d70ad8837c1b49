import { types } from 'node:util';
import { isUnknown } from '../../../values/unknown.ts';
import { UnknownRead } from '../../run/fault.ts';
import { PyDict } from '../python/py-dict.ts';
import { Undefined } from '../python/undefined.ts';
import { PyObject } from '../python/values.ts';
import { step } from '../python/stopwatch.ts';

/**
 * Ends the evaluation if a value, or anything within it, is unknown. Mappings with lazily computed values,
 * such as hostvars, are not searched.
 */
export function refuseUnknown(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  step();
  if (isUnknown(value)) throw new UnknownRead(value);
  if (Array.isArray(value)) value.forEach(refuseUnknown);
  else if (value instanceof PyDict) value.entries().forEach(([, item]) => refuseUnknown(item));
  else if (!(value instanceof PyObject) && !(value instanceof Undefined) && !types.isProxy(value)) {
    for (const item of Object.values(value)) refuseUnknown(item);
  }
}
