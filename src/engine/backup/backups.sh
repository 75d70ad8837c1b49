# The files that runs have replaced on a host: a directory for each run, and in it for each path, named by the digest of the path,
# NAME.path, NAME.kind (the previous type: file, directory or none), NAME.data (the previous content) and NAME.after (the result of
# `state` after the run). $b is the directory of all backups, $r the run. Only their owner may read them.
# shellcheck shell=sh
# shellcheck disable=SC2154 # the code before this sets b and r
umask 077

# name PATH: the name of its backup
name() { n=$(printf '%s' "$1" | sha256sum); printf '%s' "${n%% *}"; }

# state PATH: its state in one line
state() {
  if [ -L "$1" ]; then t=$(readlink -- "$1" | sha256sum); echo "link ${t%% *}"
  elif [ -f "$1" ]; then t=$(sha256sum <"$1"); echo "file ${t%% *} $(stat -c '%a %u %g' -- "$1")"
  elif [ -d "$1" ]; then echo directory
  elif [ -e "$1" ]; then echo other
  else echo none
  fi
}

# begin_run: creates the run's directory; removes the oldest ones, so that at most 20 are kept, with at most 500 MB
begin_run() {
  [ ! -d "$b/$r" ] || return 0
  mkdir -p -- "$b" || return
  room=0
  find "$b" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -r | {
    i=1
    while read -r old; do
      s=$(du -skx -- "$b/$old") room=$((room + ${s%%[!0-9]*})) i=$((i + 1))
      if [ "$i" -gt 20 ] || [ "$room" -gt 512000 ]; then rm -rf -- "${b:?}/$old"; fi
    done
  }
  mkdir -- "$b/$r"
}

# open_to_all PATH
open_to_all() { case $(stat -c %a -- "$1") in *[4567]) ;; *) return 1 ;; esac; }

# hide PATH: its backup must never be shown
hide() { : >"$b/$r/$(name "$1").hidden"; }

# keep file|tree PATH: keeps its current content, unless the run has changed it before
keep() {
  n=$b/$r/$(name "$2")
  [ ! -e "$n.path" ] || return 0
  if [ -L "$2" ] || [ -f "$2" ]; then k='file'
  elif [ -d "$2" ]; then k=directory; [ "$1" = tree ] || return 0
  elif [ -e "$2" ]; then return 0
  else k=none
  fi
  if [ "$k" != none ]; then
    s=$(du -skx -- "$2") || return
    if [ "${s%%[!0-9]*}" -gt 102400 ]; then
      echo "no backup of $2 can be kept: it is larger than 100 MB" >&2
      return 1
    fi
    rm -rf -- "$n.data"
    cp -a -T -- "$2" "$n.data" || { echo "no backup of $2 can be kept" >&2; return 1; }
  fi
  echo "$k" >"$n.kind" && printf '%s' "$2" >"$n.path"
}

# seal PATH: records its state after the run
seal() {
  n=$b/$r/$(name "$1")
  [ ! -e "$n.path" ] || state "$1" >"$n.after"
}

# tell: prints each backup of the run in one line, in base64 where needed: NAME KIND PATH:AFTER:NOW:BEFORE, then the
# previous and current contents, if both are small
tell() {
  for p in "$b/$r"/*.path; do
    [ -e "$p" ] || continue
    n=${p%.path} k=$(cat -- "${p%.path}.kind")
    f=$(cat -- "$p"; echo x); f=${f%x}
    a=; [ ! -e "$n.after" ] || a=$(cat -- "$n.after")
    was=none; [ "$k" = none ] || was=$(state "$n.data")
    printf 'backup %s %s %s:%s:%s:%s\n' "${n##*/}" "$k" "$(base64 -w0 <"$p")" "$a" "$(state "$f")" "$was"
    show before "$n.data"; show now "$f"
  done
}

# show WORD PATH: only content that every user of the host may read
show() {
  if [ ! -e "$2" ] && [ ! -L "$2" ]; then printf '%s none\n' "$1"
  elif [ -f "$2" ] && [ ! -L "$2" ] && [ ! -e "$n.hidden" ] && [ "$(stat -c %s -- "$2")" -le 262144 ] && open_to_all "$2"; then printf '%s %s\n' "$1" "$(base64 -w0 <"$2")"
  else printf '%s -\n' "$1"
  fi
}
