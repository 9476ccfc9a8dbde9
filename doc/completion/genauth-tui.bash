# Completion of genauth-tui for bash.

_genauth_tui() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} option values=
    COMPREPLY=()
    # bash cuts words at "=" by itself.
    if [[ $current == "=" ]]; then
        option=$previous
        current=
    elif [[ $previous == "=" ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    else
        option=$previous
    fi
    case $option in
    --ui) values="curses plain json" ;;
    --theme) values="default contrast light" ;;
    --color) values="auto always never" ;;
    --focus) values="cursor bar" ;;
    --client-auth) values="none post basic" ;;
    --lang) values="en de es fr ja zh_CN zh_TW" ;;
    --app-secret-file | --ca-file | --config | --receipt | --log)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --host | --app-id) return ;;
    *)
        values="--host= --app-id= --app-secret-file= --client-auth= --ca-file= --ui= --plain
            --json --brief --theme= --color= --focus= --lang= --config= --receipt= --kiosk --demo
            --check --log= --syslog --help --version"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -F _genauth_tui genauth-tui
