# What is left on the host's own disks: lines `room KILOBYTES INODES ALL-INODES MOUNT`, and `read-only MOUNT`, for full-disk.ts.
# Disks of other machines are left out, since one that does not answer would be waited for.
# shellcheck shell=dash
{
  timeout 5 df -l --output=avail,iavail,itotal,target | sed '1d; s/^ */room /'
  while read -r _ p_mount _ p_options _; do
    case ,$p_options, in *,ro,*) printf 'read-only %b\n' "$p_mount" ;; esac
  done </proc/mounts
} 2>/dev/null
