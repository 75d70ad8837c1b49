import type { CronParams } from './cron-params.ts';
import { joinLines, splitLines } from '../text/text-lines.ts';

/** The crontab with the requested entry. New entries get Ansible's marker comment, so that both tools recognize them. */
export function editCrontab(p: CronParams, before: string): string {
  if (p.name === undefined) return '';
  const file = splitLines(before);
  return joinLines(file, p.env ? editVariable(p, file.lines) : editJob(p, p.name, file.lines));
}

function editJob(p: CronParams, name: string, lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => line === `#provision: ${name}` || line === `#Ansible: ${name}`);
  const entry = [at < 0 ? `#Ansible: ${name}` : (lines[at] ?? ''), renderJob(p)];
  if (at < 0) return p.state === 'absent' ? [...lines] : [...lines, ...entry];
  return [...lines.slice(0, at), ...(p.state === 'absent' ? [] : entry), ...lines.slice(at + 2)];
}

function renderJob(p: CronParams): string {
  const times = [p.minute, p.hour, p.day, p.month, p.weekday].join(' ');
  const when = p.special_time === undefined ? times : `@${p.special_time}`;
  const as = p.cron_file === undefined ? [] : [p.user];
  return `${p.disabled ? '#' : ''}${[when, ...as, p.job ?? ''].join(' ')}`;
}

/** A variable applies to the lines below it, so new variables are inserted at the top. */
function editVariable(p: CronParams, lines: readonly string[]): string[] {
  // a quote of the same kind within the value would make cron ignore the whole crontab
  const quote = p.job?.includes('"') === true ? "'" : '"';
  const wanted = `${p.name ?? ''}=${quote}${p.job ?? ''}${quote}`;
  const isOurs = (line: string): boolean => line.replace(/\s*=.*$/, '') === p.name && line.includes('=');
  const others = lines.filter((line) => !isOurs(line));
  const at = lines.findIndex(isOurs);
  if (p.state === 'absent') return others;
  return at < 0 ? [wanted, ...lines] : [...others.slice(0, at), wanted, ...others.slice(at)];
}
