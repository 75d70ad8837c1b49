#compdef provision
# Completion of provision for zsh: provision completion zsh > "${fpath[1]}/_provision"
_provision() {
  local -a lines words_found shown
  local line
  lines=("${(@f)$(provision complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    words_found+=("${line%%$'\t'*}")
    shown+=("${line/$'\t'/  }")
  done
  if (( $#words_found )); then compadd -l -d shown -a words_found; else _files; fi
}
if [[ $funcstack[1] == _provision ]]; then _provision "$@"; else compdef _provision provision; fi
