/**
 * What a shell loads. It asks the program at every Tab, so that what it offers is what the installed version takes; where the
 * program has nothing to offer, the shell completes names of files.
 */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The hidden command that answers: a line for each word, its summary behind a tab. */
export const ANSWERING_COMMAND = "complete-words";

const BASH = `# Completion of prosodia in bash. In ~/.bashrc: source <(prosodia completion bash)
_prosodia() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" ${ANSWERING_COMMAND} -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _prosodia prosodia
`;

const ZSH = `#compdef prosodia
# Completion of prosodia in zsh. In ~/.zshrc, behind compinit: source <(prosodia completion zsh)
_prosodia() {
  local -a lines
  lines=("\${(@f)$("\${words[1]}" ${ANSWERING_COMMAND} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -z "\${lines[1]}" ]]; then
    _files
    return
  fi
  lines=("\${(@)lines//:/\\\\:}")
  lines=("\${(@)lines/$'\\t'/:}")
  _describe prosodia lines
}
if [[ "\${funcstack[1]}" == _prosodia ]]; then _prosodia "$@"; else compdef _prosodia prosodia; fi
`;

const FISH = `# Completion of prosodia in fish: prosodia completion fish > ~/.config/fish/completions/prosodia.fish
function __prosodia_words
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l lines ($typed[1] ${ANSWERING_COMMAND} -- $typed[2..-1] "$current" 2>/dev/null)
  if test (count $lines) -eq 0
    __fish_complete_path "$current"
  else
    printf '%s\\n' $lines
  end
end
complete -c prosodia -f -a '(__prosodia_words)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
