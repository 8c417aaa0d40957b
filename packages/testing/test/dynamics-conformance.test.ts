import { existsSync, readFileSync } from 'node:fs'
import { parseBatchResponse } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { base, createHarness, type Harness, type Reply, root } from './dynamics-harness.ts'
import { mismatch } from './dynamics-conformance-match.ts'

const file = new URL('../../../../shared/conformance/cases.json', import.meta.url)

interface Step {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly body?: unknown
  readonly capture?: Readonly<Record<string, string>>
  readonly expectStatus?: number | readonly number[]
}

/** What one part of the answer to a batch has to be; change sets are flattened. */
interface PartExpectation {
  readonly status?: number | readonly number[]
  readonly headers?: Readonly<Record<string, unknown>>
  readonly json?: unknown
  readonly contentId?: string
}

interface Case {
  readonly id: string
  readonly area: string
  readonly confidence: string
  readonly setup?: readonly Step[]
  readonly request: Step
  readonly expect: {
    readonly status?: number | readonly number[]
    readonly headers?: Readonly<Record<string, unknown>>
    readonly json?: unknown
    readonly jsonAbsent?: readonly string[]
    readonly text?: readonly string[]
    readonly parts?: readonly PartExpectation[]
    readonly note?: string
  }
}

const present = existsSync(file)
const cases: Case[] = present ? JSON.parse(readFileSync(file, 'utf8')) : []

describe.skipIf(!present)('conformance cases (skipped where ../shared is absent)', () => {
  test.each(cases.map((one) => [one.id, one.area, one.expect.note ?? '', one] as const))(
    '%s (%s): %s',
    async (_id, _area, _note, one) => {
      expect(await run(one)).toBeUndefined()
    },
  )
})

/** Runs one case in a world of its own; says why it fails. */
async function run(one: Case): Promise<string | undefined> {
  const harness = await createHarness()
  const names: Record<string, string> = { origin: base, root, host: new URL(base).host }
  for (const [index, step] of (one.setup ?? []).entries()) {
    const reply = await perform(harness, step, names)
    const allowed =
      step.expectStatus === undefined ? reply.status < 400 : [step.expectStatus].flat().includes(reply.status)
    if (!allowed) return `setup ${index} answered ${reply.status}: ${reply.text.slice(0, 300)}`
    for (const [name, source] of Object.entries(step.capture ?? {})) {
      const value = captured(reply, source)
      if (value === undefined) return `setup ${index}: nothing to capture at ${source}`
      names[name] = value
    }
  }
  return judge(await perform(harness, one.request, names), fill(one.expect, names))
}

function perform(harness: Harness, step: Step, names: Readonly<Record<string, string>>): Promise<Reply> {
  const { method, path, headers, body } = fill(step, names)
  return harness.send(method, path, { ...(headers ? { headers } : {}), ...(body === undefined ? {} : { body }) })
}

function captured(reply: Reply, source: string): string | undefined {
  const [kind, ...rest] = source.split(':')
  const where = rest.join(':')
  if (kind === 'header') return reply.headers.get(where) ?? undefined
  if (kind === 'guid')
    return reply.headers
      .get(where)
      ?.match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi)
      ?.at(-1)
  const value = pointer(reply.json, where)
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

function fill<Value>(value: Value, names: Readonly<Record<string, string>>): Value {
  return fillIn(value, names, false) as Value // the shape stays, only text changes
}

function fillIn(value: unknown, names: Readonly<Record<string, string>>, inPattern: boolean): unknown {
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

function judge(reply: Reply, wanted: Case['expect']): string | undefined {
  const statuses = [wanted.status ?? []].flat()
  if (statuses.length > 0 && !statuses.includes(reply.status)) {
    return `status ${reply.status}, expected ${statuses.join(' or ')}: ${reply.text.slice(0, 300)}`
  }
  for (const [name, want] of Object.entries(wanted.headers ?? {})) {
    const why = mismatch(reply.headers.get(name) ?? undefined, want, `header ${name}`)
    if (why !== undefined) return why
  }
  if (wanted.json !== undefined) {
    const why = mismatch(reply.json, wanted.json)
    if (why !== undefined) return why
  }
  for (const path of wanted.jsonAbsent ?? []) {
    if (pointer(reply.json, path) !== undefined) return `${path} is there, expected absent`
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
    const part = {
      status,
      text: body,
      headers: new Headers(headers.map(([name, value]) => [name, value])),
      json: parse(body),
    }
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
