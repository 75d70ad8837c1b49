# Prints the free space on the host's own disks: lines `room KILOBYTES INODES ALL-INODES MOUNT`, and `read-only MOUNT`, for full-disk.ts.
# Network file systems are skipped, since an unresponsive one would block the script.
# shellcheck shell=dash
{
  timeout 5 df -l --output=avail,iavail,itotal,target | sed '1d; s/^ */room /'
  while read -r _ p_mount _ p_options _; do
    case ,$p_options, in *,ro,*) printf 'read-only %b\n' "$p_mount" ;; esac
  done </proc/mounts
} 2>/dev/null
