import type { NodeAuthOptions } from '@azure/msal-node'

/** How an app proves who it is, in one token request. */
export type ClientProof =
  | { readonly kind: 'secret'; readonly secret: string }
  | {
      readonly kind: 'certificate'
      /** PKCS #8 PEM, not encrypted. */
      readonly privateKey: string
      /** SHA-256 of the certificate, 64 hexadecimal digits. */
      readonly thumbprint: string
      /** PEM of the certificate and those above it, to be sent along. */
      readonly chain?: string | undefined
    }
  | {
      readonly kind: 'assertion'
      /** A signed JWT of the app or of an issuer the app trusts. */
      readonly assertion: string
    }

/** The proof as msal-node's configuration takes it. */
export function proofOptions(
  proof: ClientProof,
): Pick<NodeAuthOptions, 'clientSecret' | 'clientCertificate' | 'clientAssertion'> {
  if (proof.kind === 'secret') return { clientSecret: proof.secret }
  if (proof.kind === 'assertion') return { clientAssertion: proof.assertion }
  return {
    clientCertificate: {
      thumbprintSha256: proof.thumbprint,
      privateKey: proof.privateKey,
      ...(proof.chain !== undefined && { x5c: proof.chain }),
    },
  }
}

/** Whether two proofs would be judged alike. */
export function isSameProof(one: ClientProof, other: ClientProof): boolean {
  if (one.kind === 'secret') return other.kind === 'secret' && one.secret === other.secret
  if (one.kind === 'assertion') return other.kind === 'assertion' && one.assertion === other.assertion
  return other.kind === 'certificate' && one.thumbprint === other.thumbprint
}
