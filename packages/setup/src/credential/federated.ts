import { exchangeAudienceOf } from '@dynamics-kit/auth'
import type { Application } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import type { Prospect } from '../plan/prospect.ts'
import type { Credential } from './credential.ts'
import { trustName, type TrustedJob } from './trusted-job.ts'

/** The app trusts tokens of a build service or cluster, and has no secret. */
export async function lookForTrust(
  { graph, rights, authority }: Directory,
  application: Application | undefined,
  job: TrustedJob,
): Promise<Prospect<Credential>> {
  const { issuer, subject, audience = exchangeAudienceOf(authority) } = job
  const about = { step: 1, subject: 'federated credential', detail: `${subject} of ${issuer}` } as const
  const collection = `applications/${String(application?.id)}/federatedIdentityCredentials`
  const present = application?.state === 'there' ? await graph.list(collection) : []
  const found = present.find((one) => one['issuer'] === issuer && one['subject'] === subject)
  const isRight = Array.isArray(found?.['audiences']) && found['audiences'].includes(audience)
  const value = { variables: {}, isNew: !isRight, isUsable: false }
  if (found && isRight) return { action: { ...about, outcome: 'exists' }, value }
  return {
    action: { ...about, outcome: found ? 'update' : 'create', ...rights.change },
    async apply() {
      const name = typeof found?.['name'] === 'string' ? found['name'] : trustName(job)
      await graph.upsert(`${collection}(name='${name}')`, {
        issuer,
        subject,
        audiences: [audience],
        description: 'Made by dynamics-kit setup',
      })
      return { value }
    },
  }
}
