# Completion of provision for bash: eval "$(provision completion bash)", or a file in /etc/bash_completion.d
_provision() {
  local IFS=$'\n'
  # shellcheck disable=SC2207 # a candidate a line
  COMPREPLY=($(provision complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
  # a name that may go on: tags and the like have commas between
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
  return 0
}
complete -o default -F _provision provision
