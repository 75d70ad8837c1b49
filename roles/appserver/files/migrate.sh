#!/bin/sh
# Runs a release's migration as the service would run, and notes that it was done.
# usage: migrate.sh NAME RELEASE COMMAND...
name=$1
release=$2
shift 2
systemd-run --quiet --wait --pipe --collect \
  -p User="$name" -p Group="$name" -p EnvironmentFile="/etc/appserver/$name.env" \
  -p WorkingDirectory="/srv/$name/releases/$release" -p NoNewPrivileges=yes -p ProtectSystem=strict -p PrivateTmp=yes \
  "$@" && : >"/srv/$name/releases/.$release.migrated"
