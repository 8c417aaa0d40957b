import { CommandFailure } from './command-failure.ts'

const systemOptions = new Set(['select', 'filter', 'expand', 'orderby', 'top', 'count', 'apply', 'skip', 'search'])

/**
 * What shells do to a path of the Web API, found before it is sent: within double quotes `$select` is a variable, and Git Bash
 * makes a Windows path of what begins with a slash. The service itself ignores an option without its `$`.
 *
 * @throws CommandFailure `usage`
 */
export function checkPath(path: string, argument: string): void {
  const refuse = (problem: string): never => {
    throw new CommandFailure('usage', `${argument}: ${problem}`)
  }
  if (/^[a-z]:[\\/]/i.test(path))
    refuse(
      `${path} is the path of a file. Give one such as accounts, with no slash before it: Git Bash rewrites those.`,
    )
  const [, options = ''] = /\?([^#]*)/.exec(path) ?? []
  for (const option of options.split('&')) {
    const [name = ''] = option.split('=')
    if (name === '' && option !== '')
      refuse(
        `an option has no name: ${option}. Put all of it in single quotes, or the shell takes $select for a variable.`,
      )
    if (systemOptions.has(name.toLowerCase())) refuse(`Did you mean $${name}? The service ignores ${name}.`)
  }
}
