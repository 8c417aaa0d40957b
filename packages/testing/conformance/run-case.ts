import { parseBatchResponse } from '@dynamics-kit/odata'
import type { ConformanceCase, Expectation, PartExpectation, Step } from './case.ts'
import { mismatch } from './match.ts'

/** An answer, read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A way to a Web API. */
export interface Door {
  readonly origin: string
  /** `{origin}/api/data/v9.2` */
  readonly root: string
  /** More names that cases may use. */
  readonly names?: Readonly<Record<string, string>>
  /** Sends as an administrator, with the usual headers unless they are given. */
  send(
    method: string,
    url: string,
    headers: Readonly<Record<string, string | null>>,
    body: string | undefined,
  ): Promise<Reply>
}

/** The headers that a case need not name. */
const usualHeaders: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'odata-version': '4.0',
  'odata-maxversion': '4.0',
}

export interface RunOptions {
  /** Deletes what the case has made, for doors whose rows stay. */
  readonly cleanUp?: boolean
}

type Names = Readonly<Record<string, string>>

/** Runs a case; says why it fails, or nothing. */
export async function runCase(
  door: Door,
  one: Omit<ConformanceCase, 'trust' | 'source' | 'fact'>,
  { cleanUp = false }: RunOptions = {},
): Promise<string | undefined> {
  const names: Record<string, string> = { ...namesOf(door) }
  const made: string[] = []
  const rows = (one.rows ?? []).map(({ set, body }): Step => ({ method: 'POST', path: set, body }))
  try {
    for (const [index, step] of [...rows, ...(one.setup ?? [])].entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one after another
      const reply = await perform(door, step, names)
      note(reply, made)
      const why = afterSetup(reply, step, names)
      if (why !== undefined) return `setup ${index}: ${why}`
    }
    const reply = await perform(door, one.request, names)
    note(reply, made)
    return judge(reply, fill(one.expect, names))
  } finally {
    if (cleanUp) await deleteAll(door, made)
  }
}

/** A request of a client, and what that reads out of the answer. */
export interface Exchange extends Step {
  readonly expect: Expectation
}

/** Sends one request after another, each with what was captured before; says of each why it fails, or nothing. */
export async function runExchanges(
  door: Door,
  exchanges: readonly Exchange[],
): Promise<readonly (string | undefined)[]> {
  const names: Record<string, string> = { ...namesOf(door) }
  const results: (string | undefined)[] = []
  for (const { expect, ...step } of exchanges) {
    const reply = await perform(door, step, names)
    results.push(judge(reply, fill(expect, names)) ?? capture(reply, step, names))
  }
  return results
}

function namesOf({ origin, root, names }: Door): Names {
  const ids = Array.from({ length: 9 }, (_, index) => [`id${index + 1}`, crypto.randomUUID()])
  const tag = `case-${crypto.randomUUID().slice(0, 8)}`
  return { ...names, origin, root, host: new URL(origin).host, tag, ...Object.fromEntries(ids) }
}

/** Remembers the address of a row that was made. */
function note({ headers }: Reply, made: string[]): void {
  const address = headers.get('odata-entityid')
  if (address !== null) made.push(address)
}

async function deleteAll(door: Door, made: readonly string[]): Promise<void> {
  for (const address of made.toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- later rows may hold on to earlier ones
    await door.send('DELETE', address, usualHeaders, undefined)
  }
}

function afterSetup(reply: Reply, step: Step, names: Record<string, string>): string | undefined {
  const allowed =
    step.expectStatus === undefined ? reply.status < 400 : [step.expectStatus].flat().includes(reply.status)
  return allowed ? capture(reply, step, names) : `answered ${reply.status}: ${reply.text.slice(0, 300)}`
}

function capture(reply: Reply, step: Step, names: Record<string, string>): string | undefined {
  for (const [name, source] of Object.entries(step.capture ?? {})) {
    const value = captured(reply, source)
    if (value === undefined) return `nothing to capture at ${source}`
    names[name] = value
  }
  return undefined
}

function perform(door: Door, step: Step, names: Names): Promise<Reply> {
  const { method, path, headers, body } = fill(step, names)
  const isText = typeof body === 'string'
  const type = body === undefined || isText ? {} : { 'content-type': 'application/json' }
  const url = /^https?:/.test(path) ? path : path.startsWith('/') ? door.origin + path : `${door.root}/${path}`
  const text = body === undefined ? undefined : isText ? body : JSON.stringify(body)
  const own = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  return door.send(method, url, { ...usualHeaders, ...type, ...own }, text)
}

const guids = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi

function captured(reply: Reply, source: string): string | undefined {
  const [kind, ...rest] = source.split(':')
  const where = rest.join(':')
  if (kind === 'header') return reply.headers.get(where) ?? undefined
  if (kind === 'match') {
    const [header = '', ...pattern] = rest
    return new RegExp(pattern.join(':')).exec(reply.headers.get(header) ?? '')?.[1]
  }
  if (kind === 'guid') return reply.headers.get(where)?.match(guids)?.at(-1)
  const value = pointer(parse(reply.text), where)
  return value === undefined ? undefined : String(value)
}

function pointer(document: unknown, path: string): unknown {
  let at: unknown = document
  for (const part of path.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Readonly<Record<string, unknown>>)[name] // an own member, as just checked
        : undefined
  }
  return at
}

function fill<Value>(value: Value, names: Names): Value {
  return fillIn(value, names, false) as Value // the shape stays, only text changes
}

/** In patterns, names stand for their text and nothing more. */
function fillIn(value: unknown, names: Names, inPattern: boolean): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
      const found = names[name]
      return found === undefined ? whole : inPattern ? found.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : found
    })
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, names, inPattern))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillIn(item, names, inPattern || key === '$re')]),
  )
}

function judge(reply: Reply, wanted: Expectation): string | undefined {
  const statuses = [wanted.status ?? []].flat()
  if (statuses.length > 0 && !statuses.includes(reply.status)) {
    return `status ${reply.status}, expected ${statuses.join(' or ')}: ${reply.text.slice(0, 300)}`
  }
  for (const [name, want] of Object.entries(wanted.headers ?? {})) {
    const why = mismatch(reply.headers.get(name) ?? undefined, want, `header ${name}`)
    if (why !== undefined) return why
  }
  const json = parse(reply.text)
  const why = wanted.json === undefined ? undefined : mismatch(json, wanted.json)
  if (why !== undefined) return why
  for (const path of wanted.jsonAbsent ?? []) {
    if (pointer(json, path) !== undefined) return `${path} is there, expected absent`
  }
  for (const pattern of wanted.text ?? []) {
    if (!new RegExp(pattern).test(reply.text)) return `the body does not match ${pattern}: ${reply.text.slice(0, 300)}`
  }
  return wanted.parts && judgeParts(reply, wanted.parts)
}

function judgeParts(reply: Reply, wanted: readonly PartExpectation[]): string | undefined {
  const items = parseBatchResponse(reply.headers.get('content-type') ?? '', reply.text)
  const parts = items.flatMap((item) => (item.kind === 'changeSet' ? item.responses : [item]))
  if (parts.length !== wanted.length) return `${parts.length} parts, expected ${wanted.length}: ${reply.text}`
  for (const [index, { contentId, ...expected }] of wanted.entries()) {
    const { status = 0, body = '', headers = [], contentId: actual } = parts[index] ?? {}
    if (contentId !== undefined && actual !== contentId) return `part ${index}: Content-ID ${String(actual)}`
    const part = { status, text: body, headers: new Headers(headers.map(([name, value]) => [name, value])) }
    const why = judge(part, expected)
    if (why !== undefined) return `part ${index}: ${why}`
  }
  return undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
