import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { CommandFailure } from './command-failure.ts'
import { fileProblem } from './file-problem.ts'

/**
 * Trusts the authorities in `file`, the `NODE_EXTRA_CA_CERTS` of a file of variables: Node looks at that variable only once, when
 * it starts. Before Node 22.19 it has to be a variable of the process.
 *
 * @throws CommandFailure `usage` when it cannot be read.
 */
export function trustExtraCertificates(file: string, option: string): void {
  if (tls.setDefaultCACertificates === undefined) return
  let extra: string
  try {
    extra = readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure('usage', `${option}: NODE_EXTRA_CA_CERTS: ${file} ${fileProblem(error)}`, { cause: error })
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), extra])
}
