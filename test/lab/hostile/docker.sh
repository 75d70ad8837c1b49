#!/bin/sh
# Answers as docker does where the image exists and the container does not; no daemon is needed to see what is written where.
case "$*" in
  *--format*) echo 1 ;;
  *--dry-run*) echo ' Container a-web-1  Creating' ;;
  compose*up*) for word; do case $word in --project-directory=*) echo up >"${word#*=}/up" ;; esac; done ;;
  'image inspect'*) echo '[{"Id":"1"}]' ;;
  *inspect*) echo '[]' ;;
  *--output=*) for word; do case $word in --output=*) echo saved >"${word#*=}" ;; esac; done ;;
  *--volume=*) for word; do case $word in --volume=*) word=${word#*=}; chmod 777 "${word%%:*}" ;; esac; done ;;
esac
