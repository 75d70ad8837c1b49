import { quoteAll } from '../quote.ts';

/**
 * Shell that sets the positional parameters to those of the paths that are there, and prints a record (path,
 * `absent` or `refused`) for each other. Builtins only: no process is started.
 */
export function presentPaths(paths: readonly string[]): string {
  return [
    `set -- ${quoteAll(paths)}`,
    FILTER_BEGIN,
    `  if [ -e "$p" ] || [ -L "$p" ]; then ${KEEP}; continue; fi`,
    '  d=$p; r=absent',
    '  while d=${d%/*}; [ -n "$d" ]; do [ ! -d "$d" ] || { [ -x "$d" ] || r=refused; break; }; done',
    String.raw`  printf '%s\0%s\0' "$p" "$r"`,
    FILTER_END,
  ].join('\n');
}

/** Begins a loop over the positional parameters, each as `$p`. Of those, `FILTER_END` leaves the ones that `KEEP` was run for. */
export const FILTER_BEGIN = 'i=0 k= K=; for p; do i=$((i+1))';
/** Notes the number alone: setting the parameters anew for each would take a time that grows with their square. */
export const KEEP = String.raw`k="$k \"\${$i}\""; [ ${'$'}{#k} -lt 1000 ] || { K=$K$k; k=; }`;
export const FILTER_END = 'done; eval "set -- $K$k"';
