import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientSecret } from '@dynamics-kit/auth'
import { column, count, createClient, sum } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { DynamicsWebApi } from 'dynamics-web-api'
import { expect, test } from 'vitest'
import * as tables from '../examples/dynamics/index.ts'
import { startLocalFront } from '../packages/client/test/local-front.ts'
import { contosoSeed } from './support/contoso-seed.ts'

/** Two programs of the page that do the same. */
interface Pair {
  readonly title: string
  readonly before: string
  readonly after: string
  /** Which requests leave, where they are not the same: `- GET accounts?…`. */
  readonly differences: readonly string[]
}

const page = readFileSync(join(import.meta.dirname, '../docs/from-dynamics-web-api.md'), 'utf8')

/** Pairs of code blocks, one right behind the other, under their heading. */
function pairsOf(text: string): readonly Pair[] {
  return text.split(/^##+ /m).flatMap((section) => {
    const [before, after, ...others] = blocksOf(section, 'js')
    if (before === undefined || after === undefined) return []
    if (others.length > 0) throw new Error('A section has one pair.')
    const differences = blocksOf(section, 'diff').flatMap((block) => block.trimEnd().split('\n'))
    return [{ title: section.split('\n', 1)[0] ?? '', before, after, differences }]
  })
}

function blocksOf(section: string, language: string): readonly string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  )
}

// The first one makes the clients.
const [, ...pairs] = pairsOf(page)

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...given: string[]
) => (...given: unknown[]) => Promise<void>

/** A request that has left. */
interface Left {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A Custom API of the environment. */
const recalculate = { uniqueName: 'new_Recalculate', parameters: { Year: 'Integer' }, run: () => ({}) } as const

const view = {
  name: 'Active ones',
  returnedtypecode: 'account',
  querytype: 0,
  fetchxml: '<fetch><entity name="account"><attribute name="name"/></entity></fetch>',
}

/** What leaves as a program runs on a fresh environment, by real HTTP. */
async function requestsOf(code: string): Promise<readonly Left[]> {
  const fake = createFakeDynamics({ seed: contosoSeed, customApis: [recalculate] })
  const { tenantId, clientId, clientSecret: secret } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch })
  const token = async () => credential.getToken(`${fake.url}/.default`)
  const left: Left[] = []
  await using front = await startLocalFront(fake, async ({ outgoing, request, text, pass }) => {
    left.push(normal(request, text))
    const answer = await pass()
    outgoing.writeHead(answer.status, answer.headers).end(answer.text)
  })
  const { url } = front

  const dynamics = createClient({ url, credential: { getToken: token } })
  const webApi = new DynamicsWebApi({
    serverUrl: url,
    dataApi: { version: '9.2' },
    searchApi: { version: '2.0' },
    onTokenRefresh: async () => (await token()).token,
  })
  await dynamics.metadata.createColumn('account', { type: 'file', schemaName: 'new_Contract', label: 'Contract' })
  await dynamics.metadata.createKey('account', {
    schemaName: 'new_number',
    label: 'Number',
    columns: ['accountnumber'],
  })
  await dynamics.metadata.createLookup({
    schemaName: 'new_account_account',
    from: 'account',
    to: 'account',
    column: { schemaName: 'new_PartnerId', label: 'Partner' },
  })
  await dynamics.create('savedqueries', { ...view, savedqueryid: '50000000-0000-4000-8000-000000000001' })
  await dynamics.create('userqueries', { ...view, userqueryid: '50000000-0000-4000-8000-000000000002' })
  await dynamics.files.upload('accounts', 'a0000000-0000-4000-8000-000000000001', 'new_contract', new Uint8Array(9), {
    fileName: 'contract.pdf',
  })
  const account = await dynamics.request('GET', 'accounts(a0000000-0000-4000-8000-000000000002)?$select=name')
  const etag = (account.body as { '@odata.etag': string })['@odata.etag']
  const users = await dynamics.from('systemusers').select('azureactivedirectoryobjectid').all()
  const objectId = users.map((user) => user['azureactivedirectoryobjectid']).find((id) => id !== null)
  left.length = 0
  // Files of a reader's disk, of two parts.
  const contract = new Uint8Array(4_194_304 + 9)
  const disk = { readFile: async () => contract, openAsBlob: async () => new Blob([contract]) }
  const log = { console: { log: () => undefined } }
  const given = { webApi, dynamics, etag, objectId, column, count, sum, ...disk, ...log, ...tables }
  await new AsyncFunction(...Object.keys(given), code)(...Object.values(given))
  return left
}

/** Headers that say something; the others are those of every request. */
const TELLING = [
  'prefer',
  'if-match',
  'if-none-match',
  'range',
  'content-range',
  'mscrmcallerid',
  'callerobjectid',
  'mscrm.mergelabels',
  'mscrm.suppressduplicatedetection',
]

/** Ids that the environment makes; those of the page are all of this kind. */
const MADE_ID = /\b[\da-f]{8}-[\da-f]{4}-(?!4000-8000)[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/g

/** Query options whose values the environment makes. */
const MADE_VALUES = new Set(['sessiontoken', '$deltatoken'])

/** A request as far as it means something. */
function normal(request: Request, text: string): Left {
  const { pathname, searchParams } = new URL(request.url)
  return {
    method: request.method,
    path: pathname
      .replace(/\(([\w@=,]*)\)$/, (all, given: string) => (given.includes('=') ? '(…)' : all))
      .replace(MADE_ID, '…'),
    query: Object.fromEntries(
      [...searchParams]
        .toSorted()
        .map(([name, value]) => [name.replace(/^@.*/, '@'), MADE_VALUES.has(name) ? '…' : normalValue(value)]),
    ),
    headers: Object.fromEntries(
      TELLING.flatMap((name) => {
        const value = request.headers.get(name)
        // Browsers are told so to keep nothing.
        if (value === null || value === 'null') return []
        // Definitions have no versions: any is right.
        if (name === 'if-match' && value === '*' && pathname.includes('Definitions(')) return []
        // Users have other ids in each world.
        return [[name, name === 'callerobjectid' ? 'a user' : value.replaceAll('"', '')]]
      }),
    ),
    body: normalBody(request, text),
  }
}

function normalValue(value: string): unknown {
  return value.startsWith('[') ? JSON.parse(value) : value
}

function normalBody(request: Request, text: string): unknown {
  if (text === '') return undefined
  if (text.trimStart().startsWith('--')) return operationsOf(text)
  if (request.headers.get('content-type')?.startsWith('application/json') !== true) return `${text.length} bytes`
  const json = text.replaceAll('"/contacts(', '"contacts(').replaceAll(MADE_ID, '…')
  return JSON.parse(json, (name, value: unknown) => {
    // What only answers have, of a definition that was read.
    if (name === '@odata.context') return undefined
    // What a search looks for is JSON within JSON, of which the service reads names in any case.
    return typeof value === 'string' && /^[[{]/.test(value) ? (JSON.parse(value.toLowerCase()) as unknown) : value
  }) as unknown
}

/** The operations of a batch, without its boundaries and the headers of its parts. */
function operationsOf(text: string): readonly object[] {
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    const [, method, path] = /^(\w+) (?:https:\/\/[^/]+)?(\S+) HTTP\/1\.1$/.exec(line) ?? []
    if (method === undefined) return []
    const rest = lines.slice(index)
    const part = rest.slice(
      0,
      rest.findIndex((later) => later.startsWith('--')),
    )
    const body = part.find((later) => later.startsWith('{'))
    return [{ method, path, ...(body !== undefined && { body: JSON.parse(body) as unknown }) }]
  })
}

/** `GET accounts?$select=name`, below the service root. */
function lineOf({ method, path, query }: Left): string {
  const options = Object.entries(query).map(([name, value]) => `${name}=${String(value)}`)
  return `${method} ${path.replace('/api/data/v9.2/', '')}${options.length > 0 ? `?${options.join('&')}` : ''}`
}

/** The lines of the page that a side has, `-` before or `+` after; what stands for anything is `…`. */
function linesOf({ differences }: Pair, side: string): readonly string[] {
  return differences.flatMap((line) => (line.startsWith(side) || line.startsWith(' ') ? [line.slice(2)] : []))
}

function expectLines(left: readonly Left[], lines: readonly string[]): void {
  const text = left.map(lineOf).join('\n')
  const pattern = lines.map((line) => line.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&').replaceAll('…', '.*')).join('\n')
  expect(text).toMatch(new RegExp(`^${pattern}$`))
}

test('the page has pairs', () => {
  expect(pairs.length).toBeGreaterThan(40)
})

const same = pairs.filter(({ differences }) => differences.length === 0)
const different = pairs.filter(({ differences }) => differences.length > 0)

test.each(same.map((pair) => [pair.title, pair] as const))('%s: the same requests leave', async (_title, pair) => {
  const before = await requestsOf(pair.before)
  expect(before.length).toBeGreaterThan(0)
  expect(await requestsOf(pair.after)).toEqual(before)
})

test.each(different.map((pair) => [pair.title, pair] as const))(
  '%s: the requests leave that the page tells',
  async (_title, pair) => {
    const before = await requestsOf(pair.before)
    const after = await requestsOf(pair.after)
    expectLines(before, linesOf(pair, '-'))
    expectLines(after, linesOf(pair, '+'))
    // What is posted is the same also where it goes to another address, and a lookup with it.
    const posted = (left: readonly Left[]) => left.flatMap(({ method, body }) => (method === 'POST' ? [body] : []))
    expect(posted(after)).toMatchObject(posted(before))
  },
)
