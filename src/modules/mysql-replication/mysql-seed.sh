# The common start of both ways of seeding. Stdin contains blocks, each ended by a line `--`, so that no password is on a command line.
#
# The code before this sets mark (a file that exists while the data is being replaced) and directory (where a dump of the server's
# current data is kept first; empty for no dump).
# shellcheck shell=dash
# A && B || C is intended; only the directory itself must be closed to other users.
# shellcheck disable=SC2015,SC2154,SC2174
set -u
umask 077

# block: the next block of stdin
block() { while IFS= read -r l && [ "$l" != -- ]; do printf '%s\n' "$l"; done; }

# keep DUMP: ends the script if the server's data can't be dumped completely; DUMP is the server's dump program
keep() {
  [ -n "$directory" ] || return 0
  mkdir -p -m 700 "$directory" || exit
  # never the name of an earlier dump
  new=$(mktemp "$directory/discarded-$(date -u +%Y%m%dT%H%M%SZ)-XXXXXX.sql.gz.new") || exit
  # the status of a pipe is that of its last command; the end of the dump shows whether it is complete
  "$1" --all-databases --single-transaction --routines --events --triggers --hex-blob --flush-privileges | gzip >"$new" &&
    gzip -t "$new" && zcat "$new" | tail -n 1 | grep -q '^-- Dump completed' && sync "$new" && mv "$new" "${new%.new}" ||
    { rm -f -- "$new"; echo 'the data of the server could not be dumped, so nothing was replaced' >&2; exit 1; }
}

begin() { echo 'the data is being replaced' >"$mark"; }
