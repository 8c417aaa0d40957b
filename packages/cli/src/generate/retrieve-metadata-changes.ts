import { isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'

/** `ExpiredVersionStamp`: what happened since is no longer known. */
const EXPIRED = '0x80044352'

/**
 * Definitions that a query describes, or of these the ones that changed since a stamp.
 *
 * `GET RetrieveMetadataChanges(Query=@q,ClientVersionStamp=@s,DeletedMetadataFilters=@d)?@q={…}&@s='…'&@d=…`
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/cache-schema-data
 */
export async function retrieveMetadataChanges(
  dynamics: DynamicsClient,
  query: object,
  since?: string,
): Promise<unknown> {
  const parameters = since === undefined ? 'Query=@q' : 'Query=@q,ClientVersionStamp=@s,DeletedMetadataFilters=@d'
  const { body } = await dynamics.request('GET', `RetrieveMetadataChanges(${parameters})`, {
    query: {
      '@q': JSON.stringify(query),
      ...(since !== undefined && {
        '@s': `'${since.replaceAll("'", "''")}'`,
        '@d': "Microsoft.Dynamics.CRM.DeletedMetadataFilters'All'",
      }),
    },
  })
  return body
}

/** Tells whether a stamp is too old, so that everything has to be read again. */
export function isExpiredStamp(error: unknown): boolean {
  return isDynamicsError(error) && error.dataverseCode === EXPIRED
}
