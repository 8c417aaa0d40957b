import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@dynamics-kit/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readSourceRows } from '../src/import/source-rows.ts'
import { run, start, startFake } from './generate/run-command.ts'

let folder: string
let world: Awaited<ReturnType<typeof startFake>>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-test-'))
  world = await startFake({ seed: { contacts: [{ lastname: 'Campbell', emailaddress1: 'c@contoso.com' }] } })
  use(world)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await world.server.close()
  await rm(folder, { recursive: true })
})

function use({ variables }: Pick<typeof world, 'variables'>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
}

const path = (name: string): string => join(folder, name)

async function file(name: string, text: string | Uint8Array): Promise<string> {
  await writeFile(path(name), text)
  return path(name)
}

const writes = () => world.fake.requests.filter(({ service, method }) => service === 'dynamics' && method !== 'GET')

async function addKey(...columns: readonly string[]): Promise<void> {
  const { connection } = world.fake
  await createClient(connection).metadata.createKey('account', { schemaName: 'new_key', label: 'Key', columns })
}

describe('import', () => {
  test('takes CSV as Excel writes it, by the names of forms, with labels', async () => {
    const source = await file(
      'accounts.csv',
      '\uFEFFAccount Name;accountnumber;Annual Revenue;Industry;donotemail;_primarycontactid_value\r\n"Contoso; ""Ltd""";A-1;20000000.50;Consulting;yes;\r\n\r\nFabrikam;A-2;;1;no;\r\n',
    )
    expect(await run('import', 'accounts', source)).toEqual({
      code: 0,
      out: 'accounts.csv: 2 rows created in accounts.\n',
      error: '',
    })
    expect(world.fake.rows('accounts')).toMatchObject([
      { name: 'Contoso; "Ltd"', accountnumber: 'A-1', revenue: 20_000_000.5, industrycode: 7, donotemail: true },
      { name: 'Fabrikam', accountnumber: 'A-2', industrycode: 1, donotemail: false },
    ])
    expect(existsSync(path('accounts.refused.csv'))).toBe(false)
    expect(existsSync(`${source}.place`)).toBe(false)
  })

  test('checks every row and sends none', async () => {
    const source = await file('accounts.csv', 'name,revenue,creditonhold\nContoso,"1,5",maybe\nFabrikam,2,true\n')
    const { code, out, error } = await run('import', 'account', source, '--dry-run')
    expect(code).toBe(1)
    expect(out).toBe('accounts.csv: 2 rows to create in accounts, 1 cannot be sent. Nothing was sent.\n')
    expect(error).toBe(
      'row 1: revenue takes a number with a decimal point and no other marks, such as 1234.50, not "1,5"; creditonhold takes true or false, not "maybe"\n',
    )
    expect(writes()).toEqual([])
    expect(await run('import', 'account', source, '--dry-run', '--json')).toMatchObject({
      code: 1,
      out: '{"table":"account","mode":"create","rows":2,"written":0,"refused":1,"dryRun":true}\n',
    })
  })

  test('tells all that is wrong with the names, before anything is sent', async () => {
    const source = await file('accounts.csv', 'nam,createdon,name,Account Name\n1,2,3,4\n')
    const { code, error } = await run('import', 'accounts', source)
    expect(code).toBe(2)
    expect(error.split('\n').slice(1, -1)).toEqual([
      expect.stringMatching(
        /^ {2}account has no column "nam" \(name, .*--map "nam=…" names one, --ignore "nam" leaves it out\.$/,
      ),
      '  createdon is not written on create; --ignore "createdon" leaves it out.',
      '  "name" and "Account Name" both stand for name; --ignore one of them.',
    ])
    expect(writes()).toEqual([])
  })

  test('what is refused here or there is in a file that can be mended and imported', async () => {
    const source = await file(
      'accounts.csv',
      `name,numberofemployees,primarycontactid\nContoso,many,\nFabrikam,7,00000000-0000-4000-8000-000000000001\nAdventure Works,9,\n`,
    )
    const first = await run('import', 'accounts', source)
    expect(first).toMatchObject({ code: 1, out: 'accounts.csv: 1 row created in accounts, 2 refused.\n' })
    expect(first.error).toMatch(/^1 x numberofemployees takes a whole number, not "many"$/m)
    expect(first.error).toMatch(/^1 x .*0x80040217/m)
    const refused = readFileSync(path('accounts.refused.csv'), 'utf8')
    const [head, ...rows] = refused.trimEnd().split('\r\n')
    expect(head).toBe('name,numberofemployees,primarycontactid,import_row,import_error')
    expect(rows[0]).toMatch(/^Contoso,many,,1,/)
    expect(rows[1]).toMatch(/^Fabrikam,7,00000000-0000-4000-8000-000000000001,2,/)

    expect(await run('import', 'accounts', source)).toMatchObject({
      code: 2,
      error: expect.stringContaining('is there, from an earlier import'),
    })
    const mended = await file(
      'mended.csv',
      refused.replace('many', '5').replace('00000000-0000-4000-8000-000000000001', ''),
    )
    expect(await run('import', 'accounts', mended)).toMatchObject({
      code: 0,
      out: 'mended.csv: 2 rows created in accounts.\n',
    })
    expect(
      world.fake
        .rows('accounts')
        .map(({ name, numberofemployees }) => [name, numberofemployees])
        .toSorted(),
    ).toEqual([
      ['Adventure Works', 9],
      ['Contoso', 5],
      ['Fabrikam', 7],
    ])
  })

  test('upserts by an alternate key, and clears what is empty only when told', async () => {
    await addKey('accountnumber')
    const rows = await file('accounts.jsonl', '{"accountnumber":"A-1","name":"Contoso","revenue":5}\n')
    expect((await run('import', 'accounts', rows, '--key', 'accountnumber')).code).toBe(0)
    const changes = await file('changes.csv', 'accountnumber,name,revenue\nA-1,Contoso Ltd,\nA-2,Fabrikam,\n')
    expect((await run('import', 'accounts', changes, '--key', 'accountnumber')).out).toBe(
      'changes.csv: 2 rows created or updated in accounts.\n',
    )
    expect(world.fake.rows('accounts')).toMatchObject([{ name: 'Contoso Ltd', revenue: 5 }, { name: 'Fabrikam' }])
    expect((await run('import', 'accounts', changes, '--key', 'accountnumber', '--clear-empty')).code).toBe(0)
    expect(world.fake.rows('accounts')).toMatchObject([{ revenue: null }, { revenue: null }])
    expect((await run('import', 'accounts', changes, '--key', 'name')).error).toContain(
      'account has no alternate key of name; it has accountnumber',
    )
  })

  test('finds the rows of lookups by an alternate key', async () => {
    await addKey('accountnumber')
    await world.fake.create('accounts', { name: 'Contoso', accountnumber: 'A-1' })
    const source = await file('contacts.csv', 'lastname,parentcustomerid\nMcKay,A-1\nLyon,A-2\nBlack,\n')
    const byKey = ['--lookup', 'parentcustomerid=account.accountnumber']
    const { code, error } = await run('import', 'contacts', source, ...byKey)
    expect(code).toBe(1)
    expect(error).toMatch(/^1 x .*0x80060891/m)
    const [account] = world.fake.rows('accounts')
    const parents = world.fake.rows('contacts').map((row) => [row['lastname'], row['_parentcustomerid_value']])
    expect(Object.fromEntries(parents)).toEqual({
      Campbell: undefined,
      McKay: account?.['accountid'],
      Black: undefined,
    })
    for (const [wanted, problem] of [
      ['lastname=name', 'contact.lastname is no lookup'],
      ['parentcustomerid=accountnumber', 'say to which table, such as account.accountnumber'],
      ['parentcustomerid=account.name', 'account has no alternate key of name; it has accountnumber'],
    ] as const) {
      // One world.
      // oxlint-disable-next-line no-await-in-loop
      const refused = await run('import', 'contacts', source, '--lookup', wanted, '--refused', path('other.csv'))
      expect(refused).toMatchObject({ code: 2, error: expect.stringContaining(problem) })
    }
  })

  test('updates by the primary key, and makes no row', async () => {
    const [contact] = world.fake.rows('contacts')
    const id = String(contact?.['contactid'])
    const source = await file(
      'contacts.json',
      JSON.stringify([{ contactid: id, jobtitle: 'Owner' }, { jobtitle: 'None' }]),
    )
    const { code, error } = await run('import', 'contacts', source, '--mode', 'update')
    expect(code).toBe(1)
    expect(error).toMatch(/^1 x has no contactid$/m)
    expect(world.fake.rows('contacts')).toMatchObject([{ contactid: id, jobtitle: 'Owner' }])
    const refused = JSON.parse(readFileSync(path('contacts.refused.jsonl'), 'utf8')) as object
    expect(refused).toEqual({ jobtitle: 'None', import_row: 2, import_error: 'has no contactid' })
  })

  test('takes tabs, and all digits of a number of JSON', async () => {
    const tabs = await file('accounts.csv', 'name\trevenue\nContoso, Ltd\t5\n')
    expect((await run('import', 'accounts', tabs)).error).toBe('')
    expect(world.fake.rows('accounts')).toMatchObject([{ name: 'Contoso, Ltd', revenue: 5 }])
    const numbers = await file('more.jsonl', '{"revenue":12345678901234.5678,"numberofemployees":7}\n')
    const { value } = await readSourceRows({ file: numbers, form: 'jsonl', encoding: 'utf-8' }).next()
    expect(value).toEqual({ row: 1, values: { revenue: '12345678901234.5678', numberofemployees: 7 } })
  })

  test('reads another encoding, and says when it is another', async () => {
    const bytes = Uint8Array.from([...'name\nM'].map((letter) => letter.charCodeAt(0)).concat(0xfc, 10))
    const source = await file('accounts.csv', bytes)
    expect((await run('import', 'accounts', source)).error).toMatch(
      /is not utf-8. Files of Excel often are --encoding windows-1252/,
    )
    expect((await run('import', 'accounts', source, '--encoding', 'windows-1252')).code).toBe(0)
    expect(world.fake.rows('accounts')).toMatchObject([{ name: 'Mü' }])
  })

  test.each([
    ['accounts.xlsx', '', /of which form is it\? Give --form csv/],
    ['accounts.csv', 'name\n', /has no rows/],
    ['accounts.csv', `name\n${'Contoso\n'.repeat(500)}"Fabrikam\n`, /accounts\.csv: Quote Not Closed/],
    ['accounts.csv', 'name,revenue\nContoso,5\nFabrikam\n', /accounts\.csv: Invalid Record Length: .* on line 3/],
    ['accounts.csv', 'name, name\nContoso,Fabrikam\n', /accounts\.csv: "name" stands twice in the head line/],
    ['accounts.jsonl', '{"name":"Contoso"}\n\n{"name":\n', /accounts\.jsonl: line 3 is no JSON object/],
    ['accounts.json', '{"name":"Contoso"}', /is no JSON array of rows/],
    ['accounts.json', '[{"name":"Contoso"},["Fabrikam"]]', /accounts\.json: row 2 is no JSON object/],
  ])('%s that holds %j is told', async (name, text, message) => {
    const { code, error } = await run('import', 'accounts', await file(name, text))
    expect(error).toMatch(message)
    expect(code).not.toBe(0)
    expect(writes()).toEqual([])
  })

  test('a file that is not there, and an option that makes no sense', async () => {
    expect(await run('import', 'accounts', path('none.csv'))).toMatchObject({
      code: 2,
      error: expect.stringContaining('does not exist'),
    })
    const source = await file('accounts.csv', 'name\nContoso\n')
    expect((await run('import', 'accounts', source, '--resume')).error).toContain('no import of this file has stopped')
    expect((await run('import', 'acounts', source)).error).toContain('There is no table "acounts"; near to it: account')
  })
})

describe('an import that stops', () => {
  const many = (count: number): string =>
    `name,numberofemployees\n${Array.from({ length: count }, (_, index) => `Account ${index},${index % 50 === 7 ? 'many' : index}\n`).join('')}`

  const names = (): readonly string[] => world.fake.rows('accounts').map(({ name }) => String(name))

  test('goes on where it was', async () => {
    const source = await file('accounts.csv', many(400))
    world.fake.latency = 30
    const { stop, exit, error } = start('import', 'accounts', source, '--batch-size', '10')
    await vi.waitFor(() => expect(names().length).toBeGreaterThan(50), { timeout: 20_000, interval: 5 })
    stop()
    expect(await exit).toBe(1)
    expect(error()).toMatch(
      /^dynamics-kit: Stopped after \d+ rows of accounts\.csv; with --resume the same command goes on\.\n$/,
    )
    world.fake.latency = 0
    expect(names().length).toBeLessThan(390)

    expect((await run('import', 'accounts', source, '--batch-size', '10')).error).toMatch(
      /An earlier import of this file stopped after \d+ rows. --resume goes on, --restart begins anew/,
    )
    const other = await run('import', 'accounts', source, '--resume', '--mode', 'upsert')
    expect(other.error).toContain('the file, the environment or the options are others')
    const { code, out } = await run('import', 'accounts', source, '--resume', '--batch-size', '10')
    expect({ code, out }).toEqual({ code: 1, out: 'accounts.csv: 392 rows created in accounts, 8 refused.\n' })
    expect(names()).toHaveLength(392)
    expect(new Set(names()).size).toBe(392)
    expect(readFileSync(path('accounts.refused.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(9)
    expect(existsSync(`${source}.place`)).toBe(false)
  })

  test('by a lost connection says why', async () => {
    const source = await file('accounts.csv', many(300))
    world.fake.fail('ConnectionReset').on('call').after(2).always()
    const { code, error } = await run('import', 'accounts', source)
    expect(code).toBe(1)
    expect(error).toMatch(
      /^dynamics-kit: Stopped after \d+ rows of accounts\.csv; with --resume the same command goes on\.\nPOST .* was lost, /,
    )
  }, 60_000)

  test('killed at any time, it loses nothing and makes nothing twice', async () => {
    // So many that none of the runs has ended before it is killed.
    const source = await file('accounts.csv', many(1500))
    world.fake.latency = 20
    const main = join(import.meta.dirname, '../src/main.ts')
    const args = ['--conditions=source', main, 'import', 'accounts', source, '--batch-size', '10']
    for (const enough of [20, 100, 180]) {
      const child = spawn(process.execPath, [...args, ...(existsSync(`${source}.place`) ? ['--resume'] : [])], {
        env: { PATH: process.env['PATH'] ?? '', ...world.variables },
      })
      let told = ''
      child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()))
      const ended = once(child, 'close')
      // Each run begins where the one before was killed.
      // oxlint-disable-next-line no-await-in-loop
      await vi.waitFor(
        () => expect({ isEnough: names().length > enough, told }).toEqual({ isEnough: true, told: '' }),
        {
          timeout: 20_000,
          interval: 5,
        },
      )
      child.kill('SIGKILL')
      // oxlint-disable-next-line no-await-in-loop
      expect({ ended: await ended, told }).toEqual({ ended: [null, 'SIGKILL'], told: '' })
    }
    world.fake.latency = 0
    expect(await run('import', 'accounts', source, '--batch-size', '10', '--resume')).toEqual({
      code: 1,
      out: 'accounts.csv: 1470 rows created in accounts, 30 refused.\n',
      error: expect.stringContaining('has them, each with its reason'),
    })
    expect(names()).toHaveLength(1470)
    expect(new Set(names()).size).toBe(1470)
    expect(readFileSync(path('accounts.refused.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(31)
  }, 60_000)
})

describe('export', () => {
  test('prints CSV that import takes, and the same rows come out of it', async () => {
    const source = await file(
      'contacts.jsonl',
      '{"lastname":"McKay","creditlimit":"12345678901.0125","birthdate":"1980-02-29","familystatuscode":"Married","donotemail":true}\n{"lastname":"Ü, \\"the\\"\\nsecond"}\n',
    )
    await run('import', 'contacts', source)
    const out = path('contacts.csv')
    const columns = 'contactid,lastname,creditlimit,birthdate,familystatuscode,donotemail'
    expect(await run('export', 'contacts', '--select', columns, '--file', out)).toMatchObject({
      code: 0,
      error: 'contacts.csv: 3 rows.\n',
    })
    const other = await startFake()
    try {
      use(other)
      expect((await run('import', 'contacts', out)).out).toBe('contacts.csv: 3 rows created in contacts.\n')
      const kept = (rows: readonly Readonly<Record<string, unknown>>[]) =>
        rows.map((row) => columns.split(',').map((name) => row[name]))
      expect(kept(other.fake.rows('contacts'))).toEqual(kept(world.fake.rows('contacts')))
    } finally {
      await other.server.close()
    }
  })

  test('writes what a new row can have, names rows of several tables by their set, and filters', async () => {
    const [contact] = world.fake.rows('contacts')
    const id = String(contact?.['contactid'])
    const source = await file(
      'tasks.jsonl',
      `{"subject":"Call","regardingobjectid":"contacts(${id})"}\n{"subject":"Write"}\n`,
    )
    expect((await run('import', 'tasks', source)).error).toBe('')
    const { out } = await run('export', 'tasks', '--form', 'jsonl', '--filter', "subject eq 'Call'")
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(rows).toMatchObject([
      { subject: 'Call', regardingobjectid: `contacts(${id})`, ownerid: expect.stringMatching(/^systemusers\(/) },
    ])
    expect(rows[0]).not.toHaveProperty('createdon')
    expect(rows[0]).not.toHaveProperty('modifiedby')
    expect((await run('import', 'tasks', await file('again.jsonl', out), '--mode', 'upsert')).error).toBe('')
    expect(world.fake.rows('tasks')).toHaveLength(2)
  })

  test('that is stopped leaves nothing', async () => {
    world.fake.latency = 60_000
    const written = path('contacts.csv')
    const { stop, exit } = start('export', 'contacts', '--file', written)
    await vi.waitFor(() => expect(existsSync(`${written}.part`)).toBe(true))
    world.fake.latency = 0
    stop()
    expect(await exit).toBe(1)
    expect(existsSync(written) || existsSync(`${written}.part`)).toBe(false)
  }, 20_000)

  test('leaves no half a file, and no file that was there', async () => {
    const there = await file('accounts.csv', 'name\n')
    expect((await run('export', 'accounts', '--file', there)).error).toContain('--overwrite replaces it')
    expect((await run('export', 'accounts', '--file', there, '--overwrite')).code).toBe(0)
    const none = path('contacts.csv')
    expect((await run('export', 'contacts', '--file', none, '--filter', 'lastname eq')).code).toBe(2)
    expect((await run('export', 'contacts', '--file', none, '--select', 'lastnam')).error).toContain(
      'no column lastnam; near to it: lastname',
    )
    expect(existsSync(none) || existsSync(`${none}.part`)).toBe(false)
  })
})
