// Random writes to the fake and to a naive map of rows; after each, both have the same rows. MODEL_RUNS makes a longer run.
import { parseBatchResponse } from '@dynamics-kit/odata'
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  nat,
  oneof,
  option,
  record,
  tuple,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics, type FakeSnapshot } from '../src/index.ts'

const idsOf = (letter: string): string[] =>
  [1, 2, 3, 4].map((digit) => `${letter.repeat(8)}-0000-4000-8000-00000000000${digit}`)
const ids = { accounts: idsOf('a'), contacts: idsOf('b'), leads: idsOf('c') } as const
const keys = { accounts: 'accountid', contacts: 'contactid', leads: 'leadid' } as const
const titles = { accounts: 'name', contacts: 'jobtitle', leads: 'subject' } as const
type SetName = keyof typeof ids

/** Rows without any machinery. */
class Model {
  readonly rows: Record<SetName, Map<string, string | null>> = {
    accounts: new Map(),
    contacts: new Map(),
    leads: new Map(),
  }
  /** Account to its primary contact, contact to its account. */
  readonly primary = new Map<string, string>()
  readonly parent = new Map<string, string>()
  /** `account lead` */
  readonly pairs = new Set<string>()

  copy(): Model {
    const model = new Model()
    for (const set of ['accounts', 'contacts', 'leads'] as const) model.rows[set] = new Map(this.rows[set])
    for (const [from, to] of this.primary) model.primary.set(from, to)
    for (const [from, to] of this.parent) model.parent.set(from, to)
    for (const pair of this.pairs) model.pairs.add(pair)
    return model
  }

  /** @returns whether it is done; nothing is changed where it is not */
  apply(write: Write): boolean {
    const { set, id } = write
    const rows = this.rows[set]
    switch (write.kind) {
      case 'create':
        if (rows.has(id)) return false
        rows.set(id, write.title)
        return true
      case 'update':
        if (!rows.has(id)) return false
        rows.set(id, write.title)
        return true
      case 'upsert':
        rows.set(id, write.title)
        return true
      case 'delete':
        return this.delete(set, id)
    }
  }

  /** Contacts are part of their account and go with it; other lookups are emptied. */
  delete(set: SetName, id: string): boolean {
    if (!this.rows[set].delete(id)) return false
    for (const pair of this.pairs) if (pair.split(' ').includes(id)) this.pairs.delete(pair)
    if (set === 'accounts') {
      this.primary.delete(id)
      for (const [contact, account] of this.parent) if (account === id) this.delete('contacts', contact)
    }
    if (set === 'contacts') {
      this.parent.delete(id)
      for (const [account, contact] of this.primary) if (contact === id) this.primary.delete(account)
    }
    return true
  }

  link(kind: 'primary' | 'parent' | 'pair', account: string, other: string, adds: boolean): boolean {
    const set = kind === 'pair' ? 'leads' : 'contacts'
    if (!this.rows.accounts.has(account)) return false
    if (kind === 'primary' && !adds) {
      this.primary.delete(account)
      return true
    }
    if (!this.rows[set].has(other)) return false
    if (kind === 'primary') this.primary.set(account, other)
    else if (kind === 'parent' && adds) this.parent.set(other, account)
    else if (kind === 'parent' && this.parent.get(other) === account) this.parent.delete(other)
    else if (kind === 'pair' && adds && this.pairs.has(`${account} ${other}`)) return false
    else if (kind === 'pair' && adds) this.pairs.add(`${account} ${other}`)
    else if (kind === 'pair') this.pairs.delete(`${account} ${other}`)
    return true
  }

  state(): unknown {
    const rowsOf = (set: SetName) => [...this.rows[set]].toSorted(([left], [right]) => (left < right ? -1 : 1))
    return {
      accounts: rowsOf('accounts').map(([id, title]) => [
        id,
        title,
        this.primary.get(id) ?? null,
        ids.contacts.filter((contact) => this.parent.get(contact) === id),
        ids.leads.filter((lead) => this.pairs.has(`${id} ${lead}`)),
      ]),
      contacts: rowsOf('contacts').map(([id, title]) => [id, title, this.parent.get(id) ?? null]),
      leads: rowsOf('leads'),
    }
  }
}

const write = constantFrom('accounts' as const, 'contacts' as const, 'leads' as const).chain((set) =>
  record({
    kind: constantFrom('create' as const, 'update' as const, 'upsert' as const, 'delete' as const),
    set: constant(set),
    id: constantFrom(...ids[set]),
    title: option(constantFrom('a', 'b')),
  }),
)
type Write = ValueOf<typeof write>
type ValueOf<Arb> = Arb extends Arbitrary<infer Value> ? Value : never

const step = oneof(
  { weight: 8, arbitrary: record({ kind: constant('write' as const), write }) },
  {
    weight: 5,
    arbitrary: record({
      kind: constant('link' as const),
      link: constantFrom('primary' as const, 'parent' as const, 'pair' as const),
      account: constantFrom(...ids.accounts),
      other: nat(3),
      adds: boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      kind: constant('batch' as const),
      writes: array(write, { minLength: 1, maxLength: 3 }),
      isChangeSet: boolean(),
      continues: boolean(),
    }),
  },
  { weight: 2, arbitrary: record({ kind: constant('upsertMultiple' as const), write, other: write }) },
  {
    weight: 1,
    arbitrary: record({ kind: constantFrom('fork' as const, 'keep' as const, 'restore' as const, 'reset' as const) }),
  },
)
type Step = ValueOf<typeof step>

interface World {
  readonly fake: FakeDynamics
  model: Model
  kept: { readonly snapshot: FakeSnapshot; readonly model: Model } | undefined
}

type Send = (
  fake: FakeDynamics,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>

async function senderFor({ fetch, authority, tenantId, clientId, clientSecret, url }: FakeDynamics): Promise<Send> {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${url}/.default`,
  }
  const tokens = await fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const { access_token: token } = (await tokens.json()) as { access_token: string }
  return (fake, method, path, body, headers = {}) =>
    fake.fetch(`${url}/api/data/v9.2/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
}

const bodyOf = ({ set, id, title }: Write, withId: boolean) => ({
  [titles[set]]: title,
  ...(withId ? { [keys[set]]: id } : {}),
})

/** A write as a request. */
function requestOf(one: Write): { method: string; path: string; body?: object; headers: Record<string, string> } {
  const { kind, set, id } = one
  const path = `${set}(${id})`
  switch (kind) {
    case 'create':
      return { method: 'POST', path: set, body: bodyOf(one, true), headers: {} }
    case 'update':
      return { method: 'PATCH', path, body: bodyOf(one, false), headers: { 'if-match': '*' } }
    case 'upsert':
      return { method: 'PATCH', path, body: bodyOf(one, false), headers: {} }
    case 'delete':
      return { method: 'DELETE', path, headers: {} }
  }
}

function batchOf(writes: readonly Write[], isChangeSet: boolean): string {
  const parts = writes.map((one, index) => {
    const { method, path, body, headers } = requestOf(one)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const content = body
      ? `Content-Type: application/json\r\n${lines.join('')}\r\n${JSON.stringify(body)}`
      : `${lines.join('')}\r\n`
    const id = isChangeSet ? `Content-ID: ${index + 1}\r\n` : ''
    return `Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n${id}\r\n${method} /api/data/v9.2/${path} HTTP/1.1\r\n${content}\r\n`
  })
  if (!isChangeSet) return `${parts.map((part) => `--b\r\n${part}`).join('')}--b--\r\n`
  return `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${parts.map((part) => `--c\r\n${part}`).join('')}--c--\r\n--b--\r\n`
}

/** Does a step to both. @returns what differs in whether it is done */
async function take(one: Step, world: World, send: Send): Promise<readonly [actual: unknown, expected: unknown]> {
  const { fake, model } = world
  switch (one.kind) {
    case 'write': {
      const { method, path, body, headers } = requestOf(one.write)
      return [(await send(fake, method, path, body, headers)).ok, model.apply(one.write)]
    }
    case 'link': {
      const { link, account, adds } = one
      const other = (link === 'pair' ? ids.leads : ids.contacts)[one.other]!
      const response = await linkResponse(send, fake, link, account, other, adds)
      return [response.ok, model.link(link, account, other, adds)]
    }
    case 'batch': {
      const { writes, isChangeSet, continues } = one
      const headers = {
        'content-type': 'multipart/mixed; boundary=b',
        ...(continues ? { prefer: 'odata.continue-on-error' } : {}),
      }
      const response = await send(fake, 'POST', '$batch', batchOf(writes, isChangeSet), headers)
      const parts = parseBatchResponse(response.headers.get('content-type') ?? '', await response.text())
      return [parts.flatMap(statusesIn), expectedParts(world, writes, isChangeSet, continues)]
    }
    case 'upsertMultiple': {
      const targets = [
        one.write,
        { ...one.other, set: one.write.set, id: ids[one.write.set][ids[one.other.set].indexOf(one.other.id)]! },
      ]
      const { set } = one.write
      const body = {
        Targets: targets.map((target) => ({
          '@odata.type': `Microsoft.Dynamics.CRM.${set.slice(0, -1)}`,
          ...bodyOf(target, true),
        })),
      }
      const response = await send(fake, 'POST', `${set}/Microsoft.Dynamics.CRM.UpsertMultiple`, body)
      const isOnce = targets[0]!.id !== targets[1]!.id
      if (isOnce) for (const target of targets) model.apply({ ...target, kind: 'upsert' })
      return [response.ok, isOnce]
    }
    case 'keep':
      world.kept = { snapshot: structuredClone(fake.snapshot()), model: model.copy() }
      return [true, true]
    case 'restore':
      if (world.kept) {
        fake.restore(world.kept.snapshot)
        world.model = world.kept.model.copy()
      }
      return [true, true]
    case 'reset':
      fake.reset()
      world.model = new Model()
      return [true, true]
    case 'fork':
      return [true, true]
  }
}

function linkResponse(
  send: Send,
  fake: FakeDynamics,
  link: string,
  account: string,
  other: string,
  adds: boolean,
): Promise<Response> {
  const at = `accounts(${account})`
  const set = link === 'pair' ? 'leads' : 'contacts'
  const body = { '@odata.id': `${fake.url}/api/data/v9.2/${set}(${other})` }
  if (link === 'primary')
    return adds
      ? send(fake, 'PUT', `${at}/primarycontactid/$ref`, body)
      : send(fake, 'DELETE', `${at}/primarycontactid/$ref`)
  const collection = link === 'pair' ? 'accountleads_association' : 'contact_customer_accounts'
  return adds
    ? send(fake, 'POST', `${at}/${collection}/$ref`, body)
    : send(fake, 'DELETE', `${at}/${collection}(${other})/$ref`)
}

type Part = ReturnType<typeof parseBatchResponse>[number]
const statusesIn = (part: Part): boolean[] => ('responses' in part ? part.responses.map(isDone) : [isDone(part)])
const isDone = ({ status }: { readonly status: number }): boolean => status < 300

/** A change set that fails has one answer, and leaves nothing; without one, what comes after a failure is not done. */
function expectedParts(world: World, writes: readonly Write[], isChangeSet: boolean, continues: boolean): boolean[] {
  const after = world.model.copy()
  const done: boolean[] = []
  for (const one of writes) {
    done.push(after.apply(one))
    if (done.at(-1) === false && (isChangeSet || !continues)) break
  }
  if (isChangeSet && done.includes(false)) return [false]
  world.model = after
  return done
}

async function stateOf(send: Send, fake: FakeDynamics): Promise<unknown> {
  const rows = async (path: string) =>
    ((await (await send(fake, 'GET', path)).json()) as { value: Record<string, unknown>[] }).value
  const byKey = (key: string) => (left: Record<string, unknown>, right: Record<string, unknown>) =>
    String(left[key]) < String(right[key]) ? -1 : 1
  const members = (list: unknown, key: string) => (list as Record<string, unknown>[]).map((row) => row[key]).toSorted()
  const expand = 'contact_customer_accounts($select=contactid),accountleads_association($select=leadid)'
  const accounts = await rows(`accounts?$select=name,_primarycontactid_value&$expand=${expand}`)
  const contacts = await rows('contacts?$select=jobtitle,_parentcustomerid_value')
  const leads = await rows('leads?$select=subject')
  return {
    accounts: accounts
      .toSorted(byKey('accountid'))
      .map((row) => [
        row['accountid'],
        row['name'],
        row['_primarycontactid_value'],
        members(row['contact_customer_accounts'], 'contactid'),
        members(row['accountleads_association'], 'leadid'),
      ]),
    contacts: contacts
      .toSorted(byKey('contactid'))
      .map((row) => [row['contactid'], row['jobtitle'], row['_parentcustomerid_value']]),
    leads: leads.toSorted(byKey('leadid')).map((row) => [row['leadid'], row['subject']]),
  }
}

test(
  'any writes leave what they leave in a map of rows, in forks and after a restore',
  { timeout: 600_000 },
  async () => {
    const template = createFakeDynamics()
    const send = await senderFor(template)
    const check = asyncProperty(array(tuple(nat(), step), { minLength: 1, maxLength: 25 }), async (steps) => {
      const worlds: World[] = [{ fake: template.fork(), model: new Model(), kept: undefined }]
      for (const [which, one] of steps) {
        const world = worlds[which % worlds.length]!
        const [actual, expected] = await take(one, world, send)
        expect({ one, done: actual }).toEqual({ one, done: expected })
        if (one.kind === 'fork' && worlds.length < 3) {
          worlds.push({ fake: world.fake.fork(), model: world.model.copy(), kept: world.kept })
        }
        expect({ one, state: await stateOf(send, world.fake) }).toEqual({ one, state: world.model.state() })
      }
      for (const { fake, model } of worlds) expect(await stateOf(send, fake)).toEqual(model.state())
    })
    await assert(check, { numRuns: Number(process.env['MODEL_RUNS'] ?? 12) })
  },
)
