import { builtin } from './builtin.ts'

const require = builtin('node:module').createRequire(import.meta.url)

/**
 * The key and the certificates of a PKCS #12 file, as PEM. Node reads such files for TLS but gives nothing of them away, so
 * this is the work of `node-forge`, which an application that has such a file installs beside this package: it is loaded
 * when the first one is read.
 *
 * @throws {TypeError} When it cannot be read with the password, or `node-forge` is not installed.
 * @see https://www.rfc-editor.org/rfc/rfc7292
 */
export function readPfx(bytes: Uint8Array, password: string, name = 'certificate'): string {
  const forge = loadForge(name)
  const { bagValue, bags } = openPfx(forge, bytes, password, name)
  const keys = [...bags(bagValue.pkcs8ShroudedKeyBag), ...bags(bagValue.keyBag)].flatMap(({ key }) => key ?? [])
  const certificates = bags(bagValue.certBag).flatMap(({ cert }) => cert ?? [])
  const [key] = keys
  if (!key) throw new TypeError(`${name}: the PFX file holds no RSA private key`)
  return [forge.pki.privateKeyToPem(key), ...certificates.map((one) => forge.pki.certificateToPem(one))].join('\n')
}

type Forge = typeof import('node-forge')

function openPfx(forge: Forge, bytes: Uint8Array, password: string, name: string) {
  try {
    const der = forge.asn1.fromDer(forge.util.createBuffer(Buffer.from(bytes).toString('binary')))
    const pfx = forge.pkcs12.pkcs12FromAsn1(der, password)
    const types = forge.pki.oids
    return {
      bagValue: {
        pkcs8ShroudedKeyBag: types['pkcs8ShroudedKeyBag'] ?? '',
        keyBag: types['keyBag'] ?? '',
        certBag: types['certBag'] ?? '',
      },
      bags: (bagType: string) => pfx.getBags({ bagType })[bagType] ?? [],
    }
  } catch {
    // The library's reason may quote what it read.
    throw new TypeError(`${name}: is no PFX file that opens with the password given`)
  }
}

function loadForge(name: string): Forge {
  try {
    return require('node-forge') as Forge
  } catch (error) {
    throw new TypeError(
      `${name}: reading a PFX file needs the package node-forge; install it, or convert the file: openssl pkcs12 -in file.pfx -out file.pem -noenc`,
      { cause: error },
    )
  }
}
