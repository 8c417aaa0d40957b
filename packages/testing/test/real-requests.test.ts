import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readCsdl } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

const shared = new URL('../../../../shared/data/', import.meta.url)
const isThere = existsSync(shared)

/** Requests with nothing left to fill in, below the service root. */
const requests = (): (readonly [method: string, path: string])[] =>
  readFileSync(new URL('urls.tsv', shared), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [method = '', url = '', , , , form] = line.split('\t')
      const open = url.replaceAll(/\{'@odata|\{"|fetchXml=.*/g, '')
      if (form !== 'literal' || /[{}<>]|\$\{|\.\.\.|\[Organization/.test(open)) return []
      const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/^\/?(\[[^\]]*\]\/)?api\/data\/v[0-9.]+\//, '')
      return [[method, path] as const]
    })

/** What a real service answers too. */
const known = new Set([200, 204, 400, 403, 404, 405, 412, 415])

const documents = (folder: string, extension: string): string[] =>
  isThere ? readdirSync(new URL(folder, shared)).filter((name) => name.endsWith(extension)) : []

async function askFetchXml(harness: Harness): Promise<Map<number, number>> {
  const seen = new Map<number, number>()
  for (const name of documents('fetchxml/', '.xml')) {
    const text = readFileSync(new URL(`fetchxml/${name}`, shared), 'utf8')
    const table = /<entity[^>]*\sname=["']([^"']+)/.exec(text)?.[1] ?? 'account'
    const definition = `EntityDefinitions?$select=EntitySetName&$filter=LogicalName eq '${table}'`
    // oxlint-disable-next-line no-await-in-loop -- one environment, one request at a time
    const { json } = await harness.send('GET', definition)
    const set: string = json?.value?.[0]?.EntitySetName ?? 'accounts'
    // oxlint-disable-next-line no-await-in-loop -- as above
    const { status } = await harness.send('GET', `${set}?fetchXml=${encodeURIComponent(text)}`)
    seen.set(status, (seen.get(status) ?? 0) + 1)
  }
  return seen
}

describe.skipIf(!isThere)('requests of real programs (skipped where ../shared is absent)', () => {
  test('get rows or the refusal of the service; all of it is modelled', { timeout: 120_000 }, async () => {
    const harness = await createHarness()
    const gaps: string[] = []
    const odd: unknown[] = []
    for (const [method, path] of requests()) {
      // oxlint-disable-next-line no-await-in-loop -- in their order
      const { status, json } = await harness.send(method, path, method === 'GET' ? {} : { body: {} })
      if (status === 501) gaps.push(/does not model (.*)\. Nothing/.exec(json?.error?.message)?.[1] ?? path)
      else if (!known.has(status)) odd.push([status, method, path])
    }
    expect(odd).toEqual([])
    expect(gaps).toEqual([])
  })

  test('FetchXML of real programs gets rows or a refusal', { timeout: 120_000 }, async () => {
    const seen = await askFetchXml(await createHarness())
    expect([...seen.keys()].toSorted()).toEqual([200, 400])
    expect(seen.get(200)).toBeGreaterThan(150)
  })

  test.each(documents('csdl/', '.xml.gz'))(
    'an environment of %s answers, and tells its $metadata again',
    { timeout: 120_000 },
    async (name) => {
      const model = readCsdl(gunzipSync(readFileSync(new URL(`csdl/${name}`, shared))).toString())
      const harness = await createHarness({ schema: model })
      const told = await harness.send('GET', '$metadata?annotations=true', { headers: { accept: 'application/xml' } })
      const again = readCsdl(told.text)
      expect(again.entityTypes).toEqual(model.entityTypes)
      expect(again.entitySets).toEqual(model.entitySets)
      expect(again.operations).toEqual(model.operations)
      expect(again.complexTypes).toEqual(model.complexTypes)
      const created = await harness.send('POST', 'accounts', { body: { name: 'Contoso' } })
      expect(created.status).toBe(204)
      expect(
        (await harness.send('GET', "accounts?$select=name&$filter=startswith(name,'Con')")).json.value,
      ).toHaveLength(1)
      const seen = await askFetchXml(harness)
      expect([...seen.keys()].toSorted()).toEqual([200, 400])
    },
  )
})
