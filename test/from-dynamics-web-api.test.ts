import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientSecret } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
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
}

const page = readFileSync(join(import.meta.dirname, '../docs/from-dynamics-web-api.md'), 'utf8')

/** Pairs of code blocks, one right behind the other, under their heading. */
function pairsOf(text: string): readonly Pair[] {
  return text.split(/^##+ /m).flatMap((section) => {
    const [before, after, ...others] = [...section.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
    if (before === undefined || after === undefined) return []
    if (others.length > 0) throw new Error('A section has one pair.')
    return [{ title: section.split('\n', 1)[0] ?? '', before, after }]
  })
}

// The first one makes the clients.
const [, ...pairs] = pairsOf(page)

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...given: string[]
) => (...given: unknown[]) => Promise<void>

/** What leaves as a program runs on a fresh environment, by real HTTP. */
async function requestsOf(code: string): Promise<readonly object[]> {
  const fake = createFakeDynamics({ seed: contosoSeed })
  const { tenantId, clientId, clientSecret: secret } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch })
  const token = async () => credential.getToken(`${fake.url}/.default`)
  const left: object[] = []
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
    onTokenRefresh: async () => (await token()).token,
  })
  const account = await dynamics.request('GET', 'accounts(a0000000-0000-4000-8000-000000000002)?$select=name')
  const etag = (account.body as { '@odata.etag': string })['@odata.etag']
  const users = await dynamics.from('systemusers').select('azureactivedirectoryobjectid').all()
  const objectId = users.map((user) => user['azureactivedirectoryobjectid']).find((id) => id !== null)
  left.length = 0
  const given = { webApi, dynamics, etag, objectId, ...tables }
  await new AsyncFunction(...Object.keys(given), code)(...Object.values(given))
  return left
}

/** Headers that say something; the others are those of every request. */
const TELLING = ['prefer', 'if-match', 'mscrmcallerid', 'callerobjectid']

/** A request as far as it means something. */
function normal(request: Request, text: string): object {
  const { pathname, searchParams } = new URL(request.url)
  return {
    method: request.method,
    path: pathname.replace(/\(([\w@=,]*)\)$/, (all, given: string) => (given.includes('=') ? '(…)' : all)),
    query: Object.fromEntries(
      [...searchParams].toSorted().map(([name, value]) => [name.replace(/^@.*/, '@'), normalValue(value)]),
    ),
    headers: Object.fromEntries(
      TELLING.flatMap((name) => {
        const value = request.headers.get(name)
        // Users have other ids in each world.
        return value === null ? [] : [[name, name === 'callerobjectid' ? 'a user' : value.replaceAll('"', '')]]
      }),
    ),
    body: normalBody(text),
  }
}

function normalValue(value: string): unknown {
  return value.startsWith('[') ? JSON.parse(value) : value
}

function normalBody(text: string): unknown {
  if (text === '') return undefined
  if (text.trimStart().startsWith('--')) return operationsOf(text)
  return JSON.parse(text.replaceAll('"/contacts(', '"contacts(')) as unknown
}

/** The operations of a batch, without its boundaries and the headers of its parts. */
function operationsOf(text: string): readonly object[] {
  const lines = text.split(/\r?\n/)
  return lines.flatMap((line, index) => {
    const [, method, path] = /^(\w+) (?:https:\/\/[^/]+)?(\S+) HTTP\/1\.1$/.exec(line) ?? []
    if (method === undefined) return []
    const body = lines.slice(index).find((later) => later.startsWith('{'))
    return [{ method, path, ...(body !== undefined && { body: JSON.parse(body) as unknown }) }]
  })
}

test('the page has pairs', () => {
  expect(pairs.length).toBeGreaterThan(14)
})

test.each(pairs.map((pair) => [pair.title, pair] as const))('%s: the same requests leave', async (_title, pair) => {
  const before = await requestsOf(pair.before)
  expect(before.length).toBeGreaterThan(0)
  expect(await requestsOf(pair.after)).toEqual(before)
})
