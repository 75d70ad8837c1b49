import { quoteAll } from './quote.ts';

/**
 * Shell that sets the positional parameters to those of the paths that are there, and prints a record (path,
 * `absent` or `refused`) for each other. Builtins only: no process is started.
 */
export function presentPaths(paths: readonly string[]): string {
  return [
    `set -- ${quoteAll(paths)}`,
    'n=$#',
    'while [ $n -gt 0 ]; do p=$1; shift; n=$((n-1))',
    '  if [ -e "$p" ] || [ -L "$p" ]; then set -- "$@" "$p"; continue; fi',
    '  d=$p; r=absent',
    '  while d=${d%/*}; [ -n "$d" ]; do [ ! -d "$d" ] || { [ -x "$d" ] || r=refused; break; }; done',
    String.raw`  printf '%s\0%s\0' "$p" "$r"`,
    'done',
  ].join('\n');
}
