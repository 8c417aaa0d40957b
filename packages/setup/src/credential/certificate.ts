import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createPrivateKey } from 'node:crypto'
import type { Application } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import { records } from '../entra/graph-object.ts'
import { credentialName } from '../mark.ts'
import type { Prospect } from '../plan/prospect.ts'
import { replace } from '../settings/env-file.ts'
import { placeName } from '../settings/place-name.ts'
import { SetupError } from '../setup-error.ts'
import { described, isCurrent, type Credential } from './credential.ts'
import { makeCertificate, readCertificate, type MadeCertificate } from './self-signed-certificate.ts'
import { daysOf } from '../days-of.ts'

const variable = 'AZURE_CLIENT_CERTIFICATE_PATH'
const defaultDays = 365
const day = 86_400_000

/** A certificate is valid from so many milliseconds before it is made: clocks differ. */
export const leeway: number = day

/** What is asked of a certificate. */
export interface CertificateWish {
  /** File of key and certificate. */
  readonly path: string
  readonly days?: number | undefined
  readonly now: number
}

/**
 * A certificate of the app, whose key is in a file here. The file is written before the certificate is registered, so a run that is cut
 * off in between goes on with the same one.
 *
 * @throws {SetupError} `credential-unusable` for a file that holds something else.
 */
export async function lookForCertificate(
  directory: Directory,
  application: Application | undefined,
  { path, days = defaultDays, now }: CertificateWish,
): Promise<Prospect<Credential>> {
  const { rights } = directory
  const about = { step: 1, subject: 'certificate' } as const
  const file = resolve(path)
  const local = await readLocal(file)
  const isValid = local !== undefined && Date.parse(local.notAfter) > now
  const registered = application?.keyCredentials.find(
    (one) => String(one['customKeyIdentifier']).toUpperCase() === local?.thumbprint && isCurrent(one, now),
  )
  const value = (certificate: MadeCertificate, isNew: boolean): Credential => ({
    variables: { [variable]: file },
    expires: certificate.notAfter,
    isNew,
    isUsable: true,
  })
  if (registered && isValid) {
    const detail = `${file}, ${described(registered)}`
    return { action: { ...about, outcome: 'exists', detail }, value: value(local, false) }
  }
  const what = isValid ? `${file} is registered` : `for ${daysOf(days)}, made here, key in ${file}`
  return {
    action: { ...about, outcome: 'create', detail: what, ...rights.change },
    async apply() {
      if (!application) throw new TypeError('application: is not there yet')
      const certificate = isValid
        ? local
        : await makeCertificate(application.displayName, now - leeway, now + days * day)
      if (!isValid) await replace(file, certificate.pem)
      await registerCertificate(directory, application.id, certificate, file)
      return { value: value(certificate, true), detail: `${file}, expires ${certificate.notAfter.slice(0, 10)}` }
    },
  }
}

/** Adds a certificate to those of the app. */
export async function registerCertificate(
  { graph }: Pick<Directory, 'graph'>,
  applicationId: string,
  { certificate, notAfter, thumbprint }: MadeCertificate,
  file: string,
): Promise<void> {
  const { keyCredentials } = await graph.get(`applications/${applicationId}?$select=keyCredentials`)
  const before = records(keyCredentials)
  if (before.some((one) => String(one['customKeyIdentifier']).toUpperCase() === thumbprint)) return
  // PATCH replaces the whole array; those that are there are named by their id.
  await graph.patch(`applications/${applicationId}`, {
    keyCredentials: [
      ...before,
      {
        type: 'AsymmetricX509Cert',
        usage: 'Verify',
        key: certificate,
        displayName: credentialName(placeName(file)),
        endDateTime: notAfter,
      },
    ],
  })
}

/** @throws {SetupError} `credential-unusable` */
export async function readLocal(file: string): Promise<MadeCertificate | undefined> {
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    createPrivateKey(text)
    return readCertificate(text)
  } catch (error) {
    throw new SetupError(`${file} holds no private key with its certificate, and is not overwritten`, {
      code: 'credential-unusable',
      fix: 'Name another file for the certificate, or move this one away.',
      step: 1,
      cause: error,
    })
  }
}
