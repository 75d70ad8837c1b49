# Completion of provision for fish: provision completion fish > ~/.config/fish/completions/provision.fish
function __provision_complete
    set -l words (commandline -opc) (commandline -ct)
    provision complete -- $words[2..] 2>/dev/null
end
complete -c provision -a '(__provision_complete)'
