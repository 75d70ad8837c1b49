#!/bin/sh
# Runs a release's migration with the user, environment and directory of the service.
# usage: migrate.sh NAME RELEASE COMMAND...
name=$1
release=$2
shift 2
exec systemd-run --quiet --wait --pipe --collect \
  -p User="$name" -p Group="$name" -p EnvironmentFile="/etc/appserver/$name.next.env" \
  -p WorkingDirectory="/srv/$name/releases/$release" -p NoNewPrivileges=yes -p ProtectSystem=strict -p PrivateTmp=yes \
  "$@"
