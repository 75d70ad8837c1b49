import { quoteAll } from '../quote.ts';

/**
 * Shell code that sets the positional parameters to the existing paths, and prints a record (path,
 * `absent` or `refused`) for each other one. It uses only builtins, so no process is started.
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

/** Starts a loop over the positional parameters, each as `$p`. `FILTER_END` keeps only those for which `KEEP` was run. */
export const FILTER_BEGIN = 'i=0 k= K=; for p; do i=$((i+1))';
/** Collects only the indexes: setting the parameters again for each one would take quadratic time. */
export const KEEP = String.raw`k="$k \"\${$i}\""; [ ${'$'}{#k} -lt 1000 ] || { K=$K$k; k=; }`;
export const FILTER_END = 'done; eval "set -- $K$k"';
