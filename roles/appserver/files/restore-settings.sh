#!/bin/sh
# Restores the settings that a release was last served with. Exits with 0 if no settings are kept.
# usage: restore-settings.sh NAME RELEASE
name=$1
kept=/srv/$name/releases/.$2.settings
[ -d "$kept" ] || exit 0
restore() {
  cmp -s "$kept/$1" "$2" || { changed="$changed $1" && cp -p "$kept/$1" "$2"; }
}
changed=
restore environment "/etc/appserver/$name.env" || exit
restore service "/etc/systemd/system/$name.service" || exit
restore socket "/etc/systemd/system/$name.socket" || exit
[ -n "$changed" ] || exit 0
systemctl daemon-reload || exit
case $changed in
  *socket*) systemctl stop "$name.service" && systemctl restart "$name.socket" ;;
esac
