import type { Command } from 'commander'

/**
 * Adds `complete`, which prints a shell's completion script, and answers that script as `complete -- …`. It goes last, because it
 * completes what was added before; what it needs is loaded only when it is called.
 */
export async function addCompleteCommand(program: Command, args: readonly string[]): Promise<void> {
  if (args[0] === 'complete' && args[1] !== '--help') {
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
