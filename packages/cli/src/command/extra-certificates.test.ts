import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { afterAll, expect, test } from 'vitest'
import { trustExtraCertificates } from './extra-certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'extra-certificates-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.skipIf(tls.setDefaultCACertificates === undefined).each([
  ['is not there', undefined, /^--env-file: NODE_EXTRA_CA_CERTS: .*ca\.pem/],
  ['holds none', 'hello', /ca\.pem holds no certificate \(PEM\)$/],
  [
    'holds a broken one',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    /ca\.pem holds a certificate that cannot be read$/,
  ],
])('a file of certificates that %s is told with its name', (_, text, message) => {
  const file = join(folder, 'ca.pem')
  if (text !== undefined) writeFileSync(file, text)
  expect(() => trustExtraCertificates(file, '--env-file')).toThrow(message)
})
