# What both ways of seeding begin with; stdin holds blocks, each ended by a line `--`, so that no password is on a command line.
#
# What comes before sets mark (the file that is there while the data is being replaced) and directory (where a dump of what the server
# holds is kept first; empty: nowhere).
# shellcheck shell=dash
# A && B || C is meant so; only the directory itself has to be closed to others.
# shellcheck disable=SC2015,SC2154,SC2174
set -u
umask 077

# block : the next block of stdin
block() { while IFS= read -r l && [ "$l" != -- ]; do printf '%s\n' "$l"; done; }

# keep DUMP : ends the script where what the server holds can't be kept whole; DUMP is the server's program for that
keep() {
  [ -n "$directory" ] || return 0
  mkdir -p -m 700 "$directory" || exit
  kept=$directory/discarded-$(date -u +%Y%m%dT%H%M%SZ).sql.gz
  # a pipe's status is its end's; whether the dump is whole is seen at its end
  "$1" --all-databases --single-transaction --routines --events --triggers --hex-blob --flush-privileges | gzip >"$kept.new" &&
    gzip -t "$kept.new" && zcat "$kept.new" | tail -n 1 | grep -q '^-- Dump completed' && sync "$kept.new" && mv "$kept.new" "$kept" ||
    { rm -f -- "$kept.new"; echo 'what the server holds could not be kept, so nothing was replaced' >&2; exit 1; }
}

begin() { echo 'the data is being replaced' >"$mark"; }
