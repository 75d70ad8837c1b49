import type { Environment, OutputStream } from '../output-stream.ts';

export type OutputFormat = 'auto' | 'tree' | 'plain' | 'json';

/** The output format: a live tree only on a terminal; `auto` never selects it in a CI. */
export function chooseFormat(
  format: OutputFormat,
  stdout: OutputStream,
  env: Environment,
): Exclude<OutputFormat, 'auto'> {
  if (format === 'plain' || format === 'json') return format;
  if (stdout.isTTY !== true || env['TERM'] === 'dumb') return 'plain';
  return format === 'auto' && isSet(env['CI']) ? 'plain' : 'tree';
}

const isSet = (value: string | undefined): boolean => value !== undefined && !['', '0', 'false'].includes(value);
