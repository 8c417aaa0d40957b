import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'

/** The script that follows declares constants, which a shell takes only once, and asks for what not every bash has. */
const beforeBash = `declare -F __dynamics_kit_complete >/dev/null && return 0 2>/dev/null
# Without the package bash-completion: the words as bash itself has them.
declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD - 1]}
}
`

/**
 * Adds `complete`, which prints a shell's completion script, and answers that script as `complete -- …`. It goes last, because it
 * completes what was added before; what it needs is loaded only when it is called.
 */
export async function addCompleteCommand(
  program: Command,
  args: readonly string[],
  { out }: Pick<Terminal, 'out'>,
): Promise<void> {
  if (args[0] === 'complete' && args[1] !== '--help') {
    if (args[1] === 'bash') out(beforeBash)
    const { default: addCompletion } = await import('@bomb.sh/tab/commander')
    addCompletion(program)
    return
  }
  program
    .command('complete')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .description('A script that lets the Tab key complete commands and options')
    .addHelpText(
      'after',
      `
Put it where the shell begins:
  bash         echo 'source <(dynamics-kit complete bash)' >> ~/.bashrc
  zsh          echo 'source <(dynamics-kit complete zsh)' >> ~/.zshrc
  fish         dynamics-kit complete fish > ~/.config/fish/completions/dynamics-kit.fish
  powershell   dynamics-kit complete powershell | Out-String | Invoke-Expression`,
    )
}
