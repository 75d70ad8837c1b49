# safe_way DIRECTORY: fails if another user could put a link on the path to a directory, or into it: whoever can rename parts of the path
# decides where root writes. A directory is safe if it belongs to root or to the current user, and nobody else may write to it, or others
# may only add entries (sticky bit). A directory that does not exist yet is safe if its parent is.
safe_way() (
  path=$1 rest=$1 at='' links=0 me=$(id -u) mine=$(id -g)
  set -- /
  while [ -n "$rest" ]; do
    name=${rest%%/*}
    case $rest in */*) rest=${rest#*/} ;; *) rest='' ;; esac
    case $name in '' | .) continue ;; ..) at=${at%/*} && continue ;; esac
    at=$at/$name
    if [ -L "$at" ]; then
      links=$((links + 1))
      [ "$links" -le 40 ] || { echo "$path leads through too many links" >&2 && exit 1; }
      set -- "$@" "$at"
      target=$(readlink -- "$at")
      case $target in /*) at='' ;; *) at=${at%/*} ;; esac
      rest=$target/$rest
    elif [ -d "$at" ]; then
      set -- "$@" "$at"
    else
      break
    fi
  done
  # by Debian's policy, the group staff (50) belongs to root
  unsafe=$(find "$@" -maxdepth 0 \( ! -uid 0 ! -uid "$me" -o -type d ! -perm -1000 \
    \( -perm -002 -o -perm -020 ! -gid 0 ! -gid 50 ! -gid "$mine" \) \) -print -quit) || exit 1
  [ -z "$unsafe" ] || {
    echo "another user may change $unsafe, and so redirect files of $path to any place" >&2
    exit 1
  }
)
