# real_name UNIT [ROOT]: sets `own` to the unit's own name if UNIT is an alias of it: through a link between unit files or, for a
# disabled unit, through Alias= in its file. ROOT is the directory above the unit files.
# shellcheck shell=sh
# shellcheck disable=SC2329,SC2034 # the code after this calls it and reads own

real_name() {
  own=$1
  for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /lib/systemd/system /usr/lib/systemd/system; do
    f=${2:-}$d/$1
    [ ! -h "$f" ] || { link_target "$f" "$1"; return; }
    [ ! -e "$f" ] || return 0
  done
  for f in "${2:-}"/run/systemd/*/"$1"; do [ ! -e "$f" ] || return 0; done
  case $1 in *@*) ;; *) declared_by "$@" ;; esac
}

# link_target LINK UNIT: a link to another file, or to /dev/null, is not an alias
link_target() {
  target=$(readlink -- "$1")
  case $target in
    /etc/systemd/system/* | /usr/local/lib/systemd/system/* | /lib/systemd/system/* | /usr/lib/systemd/system/*) ;;
    */*) target=$2 ;;
  esac
  own=${target##*/}
}

# declared_by ALIAS [ROOT]
declared_by() {
  name=$(printf %s "$1" | sed 's/[.\\]/\\&/g')
  f=$(grep -lsE "^Alias=(.*[[:space:]])?$name([[:space:]]|\$)" "${2:-}"/etc/systemd/system/* \
    "${2:-}"/usr/local/lib/systemd/system/* "${2:-}"/lib/systemd/system/* "${2:-}"/usr/lib/systemd/system/* | sed 1q)
  f=${f:-$1}
  own=${f##*/}
}
