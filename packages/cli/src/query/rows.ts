import { isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'
import { annotationNames, nearestNames, parseFetchXml } from '@dynamics-kit/odata'
import { CommandFailure } from '../command/command-failure.ts'
import { isRecord } from '../command/is-record.ts'

/** A row as it is shown: plain values by column, in the order of the service. */
export type ShownRow = Readonly<Record<string, unknown>>

export interface QueryReading {
  /** Values as people read them: names of lookups, labels of choices. */
  readonly formatted: boolean
}

/** The rows of an OData query or of FetchXML, page after page. */
export function readRows(
  dynamics: DynamicsClient,
  query: string,
  reading: QueryReading,
): AsyncIterable<readonly ShownRow[]> {
  return query.trimStart().startsWith('<') ? ofFetchXml(dynamics, query, reading) : ofOData(dynamics, query, reading)
}

const { formattedValue } = annotationNames

async function* ofOData(
  dynamics: DynamicsClient,
  query: string,
  { formatted }: QueryReading,
): AsyncGenerator<readonly ShownRow[]> {
  const headers = formatted ? { Prefer: `odata.include-annotations="${formattedValue}"` } : {}
  let path: string | undefined = query.replace(/^\/?(api\/data\/v\d+\.\d+\/)?/, '')
  while (path !== undefined) {
    // Each page has the link to the next.
    // oxlint-disable-next-line no-await-in-loop
    const { body } = await dynamics
      .request('GET', path, { headers })
      .catch((error: unknown) => suggest(dynamics, query, error))
    if (!isRecord(body))
      throw new CommandFailure('failed', 'The answer is no row and no list of rows; dynamics-kit request shows it.')
    const rows = Array.isArray(body['value']) ? body['value'].filter(isRecord) : [body]
    yield rows.map((row) => withoutAnnotations(row, formatted))
    const next: unknown = body['@odata.nextLink']
    path = typeof next === 'string' ? next : undefined
  }
}

function withoutAnnotations(row: ShownRow, formatted: boolean): ShownRow {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.includes('@') ? [] : [[name, formatted ? (row[`${name}@${formattedValue}`] ?? value) : value]],
    ),
  )
}

async function* ofFetchXml(
  dynamics: DynamicsClient,
  text: string,
  { formatted }: QueryReading,
): AsyncGenerator<readonly ShownRow[]> {
  const table = parseFetchXml(text).entity.name
  const set = await entitySetOf(dynamics, table)
  const query = dynamics.fetchXml(set, text)
  if (formatted) {
    for await (const { rows } of query.formatted().pages()) {
      yield rows.map(({ formatted: texts, ...row }) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, (texts as ShownRow)[name] ?? value])),
      )
    }
    return
  }
  for await (const { rows } of query.pages()) yield rows
}

/** FetchXML says the table; the Web API wants its entity set. */
async function entitySetOf(dynamics: DynamicsClient, table: string): Promise<string> {
  const path = `EntityDefinitions(LogicalName='${encodeURIComponent(table)}')`
  const { body } = await dynamics
    .request('GET', path, { query: { $select: 'EntitySetName' } })
    .catch((error: unknown): never => {
      if (!isDynamicsError(error) || error.status !== 404) throw error
      throw new CommandFailure(
        'failed',
        `The environment has no table ${table}; FetchXML wants logical names, such as account.`,
        {
          cause: error,
        },
      )
    })
  const name: unknown = isRecord(body) ? body['EntitySetName'] : undefined
  if (typeof name === 'string') return name
  throw new CommandFailure('failed', `The table ${table} has no entity set`)
}

/** A misspelt entity set is told which ones it may be. */
async function suggest(dynamics: DynamicsClient, query: string, error: unknown): Promise<never> {
  const [wanted = ''] = query.split(/[?(/]/)
  if (!isDynamicsError(error) || error.code !== 'unknown-table' || wanted === '') throw error
  const near = await entitySets(dynamics).then(
    (names) => nearestNames(wanted, names),
    () => [],
  )
  if (near.length === 0 || near.length > 3) throw error
  throw new CommandFailure('failed', `There is no entity set ${wanted}. Did you mean ${near.join(' or ')}?`, {
    cause: error,
  })
}

async function entitySets(dynamics: DynamicsClient): Promise<readonly string[]> {
  const { body } = await dynamics.request('GET', 'EntityDefinitions', { query: { $select: 'EntitySetName' } })
  const list: unknown = isRecord(body) ? body['value'] : undefined
  return Array.isArray(list)
    ? list.filter(isRecord).flatMap((one) => (typeof one['EntitySetName'] === 'string' ? one['EntitySetName'] : []))
    : []
}
