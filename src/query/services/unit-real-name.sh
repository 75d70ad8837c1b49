# real_name UNIT [ROOT] : the unit's own name, where UNIT is an alias of it: by a link between unit files, or, of a unit
# that is not enabled, by the Alias= in its file. The unit files are those below ROOT.
# shellcheck shell=sh
# shellcheck disable=SC2329 # it is called by what follows

real_name() {
  for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /lib/systemd/system /usr/lib/systemd/system; do
    f=${2:-}$d/$1
    [ ! -h "$f" ] || { link_target "$f" "$1"; return; }
    [ ! -e "$f" ] || { printf '%s\n' "$1"; return; }
  done
  for f in "${2:-}"/run/systemd/*/"$1"; do [ ! -e "$f" ] || { printf '%s\n' "$1"; return; }; done
  case $1 in *@*) printf '%s\n' "$1" ;; *) declared_by "$@" ;; esac
}

# link_target LINK UNIT : a link to a file elsewhere, or to /dev/null, is no alias
link_target() {
  target=$(readlink -- "$1")
  case $target in
    /etc/systemd/system/* | /usr/local/lib/systemd/system/* | /lib/systemd/system/* | /usr/lib/systemd/system/*) ;;
    */*) target=$2 ;;
  esac
  printf '%s\n' "${target##*/}"
}

# declared_by ALIAS [ROOT]
declared_by() {
  name=$(printf %s "$1" | sed 's/[.\\]/\\&/g')
  f=$(grep -lsE "^Alias=(.*[[:space:]])?$name([[:space:]]|\$)" "${2:-}"/etc/systemd/system/* \
    "${2:-}"/usr/local/lib/systemd/system/* "${2:-}"/lib/systemd/system/* "${2:-}"/usr/lib/systemd/system/* | sed 1q)
  f=${f:-$1}
  printf '%s\n' "${f##*/}"
}
