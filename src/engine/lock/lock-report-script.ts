import { quote } from '../../query/quote.ts';

/**
 * A script that tells who holds a host's lock and what runs under it, a line each, fields parted by tabs:
 * `holder PID ALIVE HOLDER`, `beat SECONDS`, `batch ID PID`, and for each process of a batch `process PID PPID SECONDS COMMAND`.
 * The format of the files that it reads is the shell loop's (src/transport/shell/shell-loop.ts).
 */
export const renderLockReport = (stateDirectory: string): string => `s=${quote(stateDirectory)}\n${REPORT}`;

const REPORT = String.raw`
[ -e "$s/lock" ] || exit 0
while read -r pid session run mode holder; do
  alive=no
  [ ! "/proc/$pid/fd/9" -ef "$s/lock" ] || alive=yes
  printf 'holder\t%s\t%s\t%s\n' "$pid" "$alive" "$holder"
done <"$s/lock"
[ ! -e "$s/beat" ] || printf 'beat\t%s\n' "$(($(date +%s) - $(stat -c %Y "$s/beat")))"
ticks=$(getconf CLK_TCK 2>/dev/null || echo 100)
read -r uptime x </proc/uptime
read -r this </proc/sys/kernel/random/boot_id
for dir in "$s"/spool/*/; do
  [ -e "$dir/run" ] && [ ! -e "$dir/done" ] || continue
  read -r leader boot x <"$dir/run"
  [ "$boot" = "$this" ] && read -r stat <"/proc/$leader/stat" || continue
  set -- \${stat##*) }
  [ "$1" != Z ] || continue
  id=\${dir%/}
  printf 'batch\t%s\t%s\n' "\${id##*/}" "$leader"
  for process in /proc/[0-9]*; do
    read -r stat <"$process/stat" || continue
    set -- \${stat##*) }
    [ "$4" = "$leader" ] || continue
    command=$(tr '\0\n\t' '   ' <"$process/cmdline")
    case $command in *'read -r p_boot'*) command='(the batch)' ;; esac
    printf 'process\t%s\t%s\t%s\t%.300s\n' "\${process#/proc/}" "$2" "$((\${uptime%.*} - \${20} / ticks))" "$command"
  done 2>/dev/null
done
`.replaceAll('\\${', '${');

/**
 * A script that ends what a run that is gone has left: TERM to each batch, KILL to what is left of it after so many seconds, then to the shells that still
 * hold the lock. What dpkg and the like leave half done, the next run repairs.
 */
export const renderLockEnd = (stateDirectory: string, seconds: number): string =>
  `s=${quote(stateDirectory)} limit=${String(seconds)}\n${END}`;

const END = String.raw`
running() {
  found= signal=$1
  read -r this </proc/sys/kernel/random/boot_id
  for dir in "$s"/spool/*/; do
    [ -e "$dir/run" ] && [ ! -e "$dir/done" ] || continue
    read -r leader boot x <"$dir/run"
    [ "$boot" = "$this" ] && [ "$leader" != 0 ] && read -r stat <"/proc/$leader/stat" || continue
    set -- \${stat##*) }
    [ "$1" != Z ] || continue
    found=1
    kill -s "$signal" -- "-$leader" 2>/dev/null
  done 2>/dev/null
  [ -n "$found" ]
}
[ -e "$s/lock" ] || exit 0
tries=0
running TERM
while running CONT && [ "$tries" -lt "$((limit * 5))" ]; do sleep 0.2; tries=$((tries + 1)); done
running KILL
while read -r pid x; do
  [ ! "/proc/$pid/fd/9" -ef "$s/lock" ] || kill -KILL "$pid"
done <"$s/lock"
`.replaceAll('\\${', '${');
