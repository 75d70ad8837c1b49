import { PyDate } from '../python/date.ts';
import { makeDateTime } from '../python/datetime.ts';
import { refused } from '../python/py-error.ts';

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?([ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;

/** A date, or a date and time, in YAML 1.1; undefined for other texts. */
export function readTimestamp(source: string): unknown {
  const day = DAY.exec(source);
  if (day) return new PyDate(makeDateTime(day.slice(1).map(Number), 0).wholeSeconds);
  const time = TIME.exec(source);
  if (!time) return undefined;
  if (time[8] !== undefined)
    throw refused('from_yaml does not read times with a zone', `Put ${source} in quotes, which makes it a text.`);
  const microsecond = Number((time[7] ?? '').slice(0, 6).padEnd(6, '0'));
  return makeDateTime(time.slice(1, 7).map(Number), microsecond);
}
