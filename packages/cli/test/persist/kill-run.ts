// Kills an emulator of two tenants at random moments while it is written to, and looks whether every write that it answered is there.
//   node --conditions=source packages/cli/test/persist/kill-run.ts 1000
// Starts the built command where `pnpm run build` has made it, which is quicker, and the source otherwise.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a run of kills came to. */
export interface KillRun {
  readonly kills: number
  /** Writes that were answered, over all lives. */
  readonly acknowledged: number
  /** Answered writes that were not there afterwards. */
  readonly lost: readonly string[]
}

const source = ['--conditions=source', fileURLToPath(new URL('../../src/main.ts', import.meta.url))]

const built = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** An environment, and the app that writes to it. */
interface Place {
  readonly dynamics: string
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
}

interface Ready extends Place {
  readonly tenants: readonly (Omit<Place, 'dynamics'> & { readonly environments: readonly Pick<Place, 'dynamics'>[] })[]
}

/** An environment of each of two tenants. */
const placesOf = (ready: Ready): readonly Place[] => [
  ready,
  ...ready.tenants.flatMap((tenant) => tenant.environments.map(({ dynamics }) => ({ ...tenant, dynamics }))),
]

const command = ['emulator', '--port', '0', '--http', '--json', '--tenant', 'fabrikam.onmicrosoft.com']

/** Writers at a time. */
const writers = 8

/** Most writes that an emulator answers before it is killed. */
const mostWrites = 40

/** How long after the last of these it goes on at most, in milliseconds: a kill is to come in the middle of a write. */
const longestRest = 5

export async function killRun(
  kills: number,
  program: readonly string[] = source,
  random: () => number = Math.random,
  onKill: (number: number, acknowledged: number) => void = () => undefined,
): Promise<KillRun> {
  const folder = mkdtempSync(join(tmpdir(), 'kill-run-'))
  /** What each row has to be, by the number of its place and its id; undefined where an unanswered write leaves both open. */
  const expected = new Map<string, string | null | undefined>()
  const lost: string[] = []
  let acknowledged = 0
  try {
    for (let number = 1; number <= kills; number++) {
      // One life after another is the point.
      // oxlint-disable-next-line no-await-in-loop
      acknowledged += await live({ program, folder, expected, lost, random })
      onKill(number, acknowledged)
    }
    const last = await start(program, folder)
    lost.push(...(await missing(last.ready, expected)))
    await kill(last.child)
    return { kills, acknowledged, lost }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Lives {
  readonly program: readonly string[]
  readonly folder: string
  readonly expected: Map<string, string | null | undefined>
  readonly lost: string[]
  readonly random: () => number
}

/** Starts, checks what the last life left, writes, dies. @returns how many writes were answered */
async function live({ program, folder, expected, lost, random }: Lives): Promise<number> {
  const { child, ready } = await start(program, folder)
  lost.push(...(await missing(ready, expected)))
  const stop = new AbortController()
  let acknowledged = 0
  const places = placesOf(ready)
  const tokens = await Promise.all(places.map(tokenOf))
  const enough = Math.floor(random() * mostWrites)
  const reached = Promise.withResolvers<void>()
  const write = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      // A writer waits for its answer.
      // oxlint-disable-next-line no-await-in-loop
      if (await writeOne(places, tokens, expected, random).catch(() => false)) acknowledged += 1
      if (acknowledged >= enough) reached.resolve()
    }
  }
  const working = Array.from({ length: writers }, write)
  await reached.promise
  await new Promise((resolve) => setTimeout(resolve, random() * longestRest))
  stop.abort()
  await kill(child)
  await Promise.all(working)
  return acknowledged
}

/** Creates, changes or deletes a row. @returns whether it was answered */
async function writeOne(
  places: readonly Place[],
  tokens: readonly string[],
  expected: Map<string, string | null | undefined>,
  random: () => number,
): Promise<boolean> {
  const settled = [...expected].filter(([, name]) => typeof name === 'string')
  const old = random() < 0.5 ? settled[Math.floor(random() * settled.length)]?.[0] : undefined
  const key = old ?? `${Math.floor(random() * places.length)} ${crypto.randomUUID()}`
  const [place = '', id = ''] = key.split(' ')
  const name = old !== undefined && random() < 0.3 ? null : `Contoso ${Math.floor(random() * 1e9)}`
  expected.set(key, undefined)
  const response = await fetch(`${places[Number(place)]?.dynamics}/api/data/v9.2/accounts(${id})`, {
    method: name === null ? 'DELETE' : 'PATCH',
    headers: { authorization: `Bearer ${tokens[Number(place)]}`, 'content-type': 'application/json' },
    ...(name !== null && { body: JSON.stringify({ name }) }),
  })
  if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`)
  expected.set(key, name)
  return true
}

async function missing(ready: Ready, expected: ReadonlyMap<string, string | null | undefined>): Promise<string[]> {
  const all = await Promise.all(placesOf(ready).map(rowsOf))
  const rows = new Map(all.flatMap((its, place) => its.map(([id, name]): [string, string] => [`${place} ${id}`, name])))
  return [...expected].flatMap(([key, name]) =>
    name === undefined || (rows.get(key) ?? null) === name ? [] : [`${key}: ${name} is ${rows.get(key) ?? 'gone'}`],
  )
}

/** Ids and names of all that is there. */
async function rowsOf(place: Place): Promise<[string, string][]> {
  const token = await tokenOf(place)
  const rows: [string, string][] = []
  let link: string | undefined = `${place.dynamics}/api/data/v9.2/accounts?$select=name`
  while (link !== undefined) {
    // Each page names the next.
    // oxlint-disable-next-line no-await-in-loop
    const page = (await (await fetch(link, { headers: { authorization: `Bearer ${token}` } })).json()) as {
      value: { accountid: string; name: string }[]
      '@odata.nextLink'?: string
    }
    for (const { accountid, name } of page.value) rows.push([accountid, name])
    link = page['@odata.nextLink']
  }
  return rows
}

async function tokenOf({ tokenEndpoint, clientId, clientSecret, dynamics }: Place): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const body = new URLSearchParams({ ...form, scope: `${dynamics}/.default` })
  const response = await fetch(tokenEndpoint, { method: 'POST', body })
  return ((await response.json()) as { access_token: string }).access_token
}

function start(
  program: readonly string[],
  folder: string,
): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  const child = spawn(process.execPath, [...program, ...command, '--persist', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    let errors = ''
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
    child.once('exit', (code) => reject(new Error(`The emulator ended with ${code}: ${errors}`)))
    child.stdout.once('data', (line: Buffer) => resolve({ child, ready: JSON.parse(line.toString()) as Ready }))
  })
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const count = Number(process.argv[2] ?? 1000)
  const started = performance.now()
  const { kills, acknowledged, lost } = await killRun(
    count,
    existsSync(built) ? [built] : source,
    Math.random,
    (done, writes) => {
      if (done % 50 === 0) console.log(`${done} kills, ${writes} writes answered`)
    },
  )
  for (const one of lost) console.error(one)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${kills} kills, ${acknowledged} writes answered, ${lost.length} lost, ${seconds} s`)
  process.exitCode = lost.length === 0 && acknowledged > 0 ? 0 : 1
}
