import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { CommandFailure } from './command-failure.ts'
import { fileProblem } from './file-problem.ts'

/**
 * Trusts the authorities in `file`, the `NODE_EXTRA_CA_CERTS` of a file of variables: Node looks at that variable only once, when
 * it starts. Before Node 22.19 it has to be a variable of the process.
 *
 * @throws CommandFailure `usage` when it cannot be read, or holds no certificate.
 */
export function trustExtraCertificates(file: string, option: string): void {
  if (tls.setDefaultCACertificates === undefined) return
  const problem = (text: string, cause?: unknown): CommandFailure =>
    new CommandFailure('usage', `${option}: NODE_EXTRA_CA_CERTS: ${file} ${text}`, { cause })
  let extra: string
  try {
    extra = readFileSync(file, 'utf8')
  } catch (error) {
    throw problem(fileProblem(error), error)
  }
  if (!extra.includes('-----BEGIN CERTIFICATE-----')) throw problem('holds no certificate (PEM)')
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), extra])
  } catch (error) {
    throw problem('holds a certificate that cannot be read', error)
  }
}
