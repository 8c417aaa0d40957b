import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { clientSecret } from '@dynamics-kit/auth'
import { createClient, type UntypedTable } from '@dynamics-kit/client'
import type { Table, TableShape } from '@dynamics-kit/odata'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { run, start, startFake } from './run-command.ts'

const root = join(import.meta.dirname, '../../../..')
let world: Awaited<ReturnType<typeof startFake>>
let folder: string
let out: string

beforeAll(async () => {
  world = await startFake({ seed: { accounts: [{ name: 'Contoso', revenue: 20_000_000 }, { name: 'Fabrikam' }] } })
})

afterAll(() => world.server.close())

beforeEach(async () => {
  // In the workspace, so that generated code finds the packages that it imports.
  await mkdir(join(root, '.cache'), { recursive: true })
  folder = await mkdtemp(join(root, '.cache/generate-test-'))
  out = join(folder, 'dynamics')
  vi.spyOn(process, 'cwd').mockReturnValue(folder)
  for (const [name, value] of Object.entries(world.variables)) vi.stubEnv(name, value)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true, force: true })
})

const read = (name: string): Promise<string> => readFile(join(out, name), 'utf8')

async function snapshot(): Promise<Record<string, string>> {
  const names = await readdir(out)
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)))
}

const document = (columns: string): string => `<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="new_order"><Key><PropertyRef Name="new_orderid"/></Key><Property Name="new_orderid" Type="Edm.Guid"/>${columns}</EntityType>
<EntityContainer Name="System"><EntitySet Name="new_orders" EntityType="mscrm.new_order"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`

describe('from an environment', () => {
  test('tables come with labels, and a program queries with them', async () => {
    const {
      code,
      out: said,
      error,
    } = await run('generate', '--tables', 'account,contact', '--out', 'dynamics', '--import-extension', '.ts')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(said).toMatch(
      /^dynamics: 2 tables, \d+ columns, \d+ operations, \d+ kB in \d+ ms \(files: 6 written, 0 removed, 0 unchanged\)\n$/,
    )
    expect(await read('accounts.ts')).toContain(
      "readonly statecode: NotNull<ChoiceColumn<{ 0: 'Active'; 1: 'Inactive' }>>",
    )

    const { accounts } = (await import(pathToFileURL(join(out, 'index.ts')).href)) as { accounts: Table<AnyShape> }
    const { tenantId, clientId, clientSecret: secret } = world.fake
    const credential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: world.server.authority })
    const rows = await createClient({ url: world.server.url, credential })
      .from(accounts)
      .select('name', 'statecode')
      .where((account) => account.statecode.eq('Active').and(account.revenue.gt(1_000_000)))
      .all()
    expect(rows).toEqual([{ name: 'Contoso', statecode: 0 }])
  })

  test('an email is written with its parties, and they are read with it', async () => {
    const pick = 'email,activityparty,contact'
    expect(
      (
        await run(
          'generate',
          '--tables',
          pick,
          '--out',
          'dynamics',
          '--operations',
          'none',
          '--import-extension',
          '.ts',
        )
      ).code,
    ).toBe(0)
    const { emails, contacts } = (await import(pathToFileURL(join(out, 'index.ts')).href)) as Record<
      'emails' | 'contacts',
      Table<UntypedTable>
    >
    const { tenantId, clientId, clientSecret: secret } = world.fake
    const credential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: world.server.authority })
    const dynamics = createClient({ url: world.server.url, credential })
    const contact = await dynamics.create(contacts, { lastname: 'McKay' })
    const email = await dynamics.create(emails, {
      subject: 'Offer',
      email_activity_parties: [{ partyid: contacts.ref(contact), participationtypemask: 'To Recipient' }],
    })
    const sent = await dynamics.retrieve(emails, email, {
      select: ['subject'],
      expand: { email_activity_parties: { select: ['partyid', 'participationtypemask'] } },
    })
    expect(sent['email_activity_parties']).toEqual(
      expect.arrayContaining([{ partyid: { id: contact, table: 'contact' }, participationtypemask: 2 }]),
    )
  })

  test('the address comes from --url before the configuration and DYNAMICS_URL', async () => {
    vi.stubEnv('DYNAMICS_URL', 'http://localhost:1')
    await writeFile(join(folder, 'dynamics.config.ts'), `export default { url: 'http://localhost:2' }`)
    const { code } = await run('generate', '--url', world.server.url, '--tables', 'account')
    expect(code).toBe(0)
    expect(await readdir(join(folder, 'src/dynamics'))).toContain('accounts.ts')
  })

  describe('signed in as a file says', () => {
    const signIn = () =>
      Object.entries(world.variables)
        .map(([name, value]) => `${name}=${value}\n`)
        .join('')

    beforeEach(async () => {
      for (const name of Object.keys(world.variables)) vi.stubEnv(name, '')
      vi.stubEnv('DYNAMICS_KIT_HOME', folder)
      await writeFile(join(folder, 'test.env'), signIn())
    })

    test('that --env-file names, before the configuration', async () => {
      await writeFile(join(folder, 'dynamics.config.ts'), `export default { url: 'http://localhost:1' }`)
      const env = join(folder, 'test.env')
      expect(await run('generate', '--env-file', env, '--tables', 'account')).toMatchObject({ code: 0, error: '' })
    })

    test('that --profile or DYNAMICS_PROFILE names', async () => {
      await run('profile', 'save', 'contoso', '--env-file', join(folder, 'test.env'))
      expect(await run('generate', '--profile', 'contoso', '--tables', 'account')).toMatchObject({ code: 0 })
      vi.stubEnv('DYNAMICS_PROFILE', 'contoso')
      expect(await run('generate', '--check', '--tables', 'account')).toMatchObject({ code: 0 })
    })

    test.each([
      [['--env-file', '/nowhere/.env'], 'dynamics-kit: --env-file: /nowhere/.env does not exist\n'],
      [['--profile', 'fabrikam'], /^dynamics-kit: There is no profile fabrikam\./],
      [['--managed-identity', '', '--env-file', '/nowhere/.env'], /\/nowhere\/.env does not exist/],
    ])('%j is a wrong command line', async (args, message) => {
      const { code, error } = await run('generate', ...args)
      expect(code).toBe(2)
      expect(error).toMatch(message)
    })
  })

  test('without a pick all tables are there, and a line says how to pick', async () => {
    const { code, error } = await run('generate', '--out', 'dynamics')
    expect(code).toBe(0)
    expect(error).toContain('These are all tables there are. --tables account,contact,new_* picks some.')
    expect(await readdir(out)).toContain('systemusers.ts')
  })

  test('a language gives its labels where there are some', async () => {
    const english = await run('generate', '--out', 'dynamics', '--tables', 'account', '--language', '1033')
    expect(english.code).toBe(0)
    expect(await read('accounts.ts')).toContain('/** Account Number */')
    const none = await run('generate', '--out', 'dynamics', '--tables', 'account', '--language', '9999')
    expect(none.code).toBe(0)
    expect(none.error).toContain('Nothing has labels in the language that was asked for; there are 1033.')
  })

  test('an address of no environment is said as that', async () => {
    const { code, error } = await run('generate', '--url', 'http://localhost:1')
    expect(code).toBe(1)
    expect(error).toContain('Step 3 (access token): Check the environment URL')
  })

  test.each([
    ['no address at all', 'contoso', /is not a full host name such as/],
    ['an address in clear', 'http://contoso.crm.dynamics.com', /https/],
  ])('%s is a wrong command line', async (_, url, message) => {
    const { code, error } = await run('generate', '--url', url)
    expect(code).toBe(2)
    expect(error).toMatch(message)
  })

  test('an app that is no user of the environment is told which step is missing', async () => {
    const app = world.fake.addApp({ displayName: 'Nobody', applicationUser: false })
    vi.stubEnv('AZURE_CLIENT_ID', app.clientId)
    vi.stubEnv('AZURE_CLIENT_SECRET', app.clientSecret)
    const { code, error } = await run('generate')
    expect(code).toBe(1)
    expect(error).toContain('Step 2 (application user)')
    expect(error).not.toContain(app.clientSecret)
  })

  test('with nobody signed in at this desk it says how else it is done', async () => {
    vi.stubEnv('AZURE_CLIENT_ID', '')
    vi.stubEnv('AZURE_TENANT_ID', '')
    vi.stubEnv('PATH', folder)
    const { code, error } = await run('generate', '--out', out)
    expect(code).toBe(1)
    expect(error).toMatch(
      /^dynamics-kit: Nobody is signed in here:\n- Azure CLI is not installed.*\n.*\nRun az login, or set AZURE_TENANT_ID, .* --metadata\.\n$/,
    )
  })

  test('a wrong secret is explained and not repeated', async () => {
    vi.stubEnv('AZURE_CLIENT_SECRET', 'Zq88Q~wrong')
    const { code, error } = await run('generate')
    expect(code).toBe(1)
    expect(error).toContain('AADSTS7000215')
    expect(error).not.toContain('Zq88Q~wrong')
  })

  test('a table that there is not is named with its neighbours', async () => {
    const { code, error } = await run('generate', '--tables', 'acount')
    expect({ code, error }).toEqual({
      code: 1,
      error: 'dynamics-kit: There is no table "acount"; near to it: account.\n',
    })
  })
})

interface AnyShape extends TableShape {
  readonly columns: {
    readonly name: { readonly kind: 'text'; readonly read: string; readonly write: string }
    readonly revenue: { readonly kind: 'money'; readonly read: number; readonly write: number }
    readonly statecode: { readonly kind: 'choice'; readonly read: number; readonly write: number | string }
  }
}

describe('from files', () => {
  test.each(['metadata.xml', 'metadata.xml.gz'])('%s is read', async (name) => {
    const text = document('<Property Name="new_name" Type="Edm.String"/>')
    await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text)
    const { code, error } = await run('generate', '--metadata', name, '--out', 'dynamics')
    expect(code).toBe(0)
    expect(error).toContain('There were no definitions')
    expect(await read('new_orders.ts')).toContain('readonly new_name: TextColumn')
  })

  test('definitions add what $metadata does not say', async () => {
    await writeFile(join(folder, 'metadata.xml'), document('<Property Name="new_total" Type="Edm.Decimal"/>'))
    const attribute = { LogicalName: 'new_total', AttributeType: 'Money', SchemaName: 'new_Total' }
    const definitions = { LogicalName: 'new_order', SchemaName: 'new_Order', Attributes: [attribute] }
    await writeFile(join(folder, 'definitions.json'), JSON.stringify(definitions))
    const files = ['--metadata', 'metadata.xml', '--definitions', 'definitions.json']
    expect((await run('generate', ...files, '--out', 'dynamics')).code).toBe(0)
    expect(await read('new_orders.ts')).toContain('readonly new_total: MoneyColumn')
    expect(await read('new_orders.ts')).toContain('export interface New_Order ')
  })

  test.each([
    ['there is none', undefined, 'there is no such file'],
    ['it is cut off', document('').slice(0, 300), 'line 3'],
    ['it is something else', '<html></html>', 'line 1'],
  ])('a document that cannot be read, because %s, is named with the place', async (_, text, message) => {
    if (text !== undefined) await writeFile(join(folder, 'metadata.xml'), text)
    const { code, error } = await run('generate', '--metadata', 'metadata.xml', '--out', 'dynamics')
    expect(code).toBe(2)
    expect(error).toContain(join(folder, 'metadata.xml'))
    expect(error).toContain(message)
    await expect(readdir(out)).rejects.toThrow('ENOENT')
  })

  test('definitions that are none are named with the place', async () => {
    await writeFile(join(folder, 'definitions.json'), '{"value":[{"Attributes":[]}]}')
    const { code, error } = await run('generate', '--definitions', 'definitions.json')
    expect(code).toBe(2)
    expect(error).toContain('value[0]')
  })

  test.each([
    [['--url', 'https://contoso.crm.dynamics.com', '--metadata', 'x.xml'], 'one of them is enough'],
    [['--metadata', 'x.xml', '--solution', 'contoso'], '--solution needs an environment'],
    [['--metadata', 'x.xml', '--check', '--watch'], '--check and --watch'],
    [['--config', 'none.ts'], 'there is no'],
    [['--language', 'english'], 'language code'],
    [['--nonsense'], 'unknown option'],
  ])('%j is a wrong command line', async (args, message) => {
    const { code, error } = await run('generate', ...args)
    expect(code).toBe(2)
    expect(error).toContain(message)
  })

  test('nothing to read from is a wrong command line', async () => {
    vi.stubEnv('DYNAMICS_URL', '')
    const { code, error } = await run('generate')
    expect(code).toBe(2)
    expect(error).toContain('Give --url (or DYNAMICS_URL) for an environment, or --metadata')
  })
})

describe('the folder', () => {
  const generate = (...args: string[]) => run('generate', '--out', 'dynamics', ...args)

  test('is not touched where nothing changed', async () => {
    await generate('--tables', 'account,contact')
    const before = await Promise.all((await readdir(out)).map(async (name) => (await stat(join(out, name))).mtimeMs))
    const { out: said } = await generate('--tables', 'account,contact')
    expect(said).toContain('(files: 0 written, 0 removed, 6 unchanged)')
    const after = await Promise.all((await readdir(out)).map(async (name) => (await stat(join(out, name))).mtimeMs))
    expect(after).toEqual(before)
  })

  test('loses what is no longer generated, and nothing else', async () => {
    await generate('--tables', 'account,contact')
    await writeFile(join(out, 'helpers.ts'), 'export const mine = 1\n')
    await writeFile(join(out, 'README.md'), '// Generated by dynamics-kit generate. Do not edit.\n')
    await mkdir(join(out, 'more'))
    await writeFile(join(out, 'more/leads.ts'), '// Generated by dynamics-kit generate. Do not edit.\n')
    const { out: said } = await generate('--tables', 'account')
    expect(said).toContain('1 removed')
    expect((await readdir(out)).toSorted()).toEqual([
      'README.md',
      'accounts.ts',
      'helpers.ts',
      'index.ts',
      'more',
      'operations.ts',
      'references.ts',
      'schema.ts',
    ])
    expect(await readdir(join(out, 'more'))).toEqual(['leads.ts'])
  })

  test('keeps a file that a person wrote where a generated one belongs', async () => {
    await mkdir(out)
    await writeFile(join(out, 'accounts.ts'), 'export const mine = 1\n')
    const { code, error } = await generate('--tables', 'account')
    expect(code).toBe(1)
    expect(error).toContain('accounts.ts was not generated and would be overwritten')
    expect(await snapshot()).toEqual({ 'accounts.ts': 'export const mine = 1\n' })
  })

  test('is as it was when writing fails half-way', async () => {
    await generate('--tables', 'account')
    const before = await snapshot()
    // A folder where a file has to go: found out only when most files are in place.
    await mkdir(join(out, 'teams.ts/in-the-way'), { recursive: true })
    const { code } = await generate('--tables', 'account,contact,systemuser,team')
    expect(code).toBe(1)
    await rm(join(out, 'teams.ts'), { recursive: true })
    expect(await snapshot()).toEqual(before)
    expect(await readdir(folder)).toEqual(['dynamics'])
  })

  test('is not there when the first writing fails', async () => {
    await symlink(join(folder, 'nowhere/else'), out)
    expect((await generate('--tables', 'account')).code).toBe(1)
    expect(await readdir(folder)).toEqual(['dynamics'])
  })

  test('is what one JSON line says', async () => {
    const { out: said, error } = await generate('--tables', 'account', '--json')
    expect(error).toBe('')
    expect(JSON.parse(said)).toMatchObject({
      folder: 'dynamics',
      written: ['accounts.ts', 'index.ts', 'operations.ts', 'references.ts', 'schema.ts'],
      removed: [],
      unchanged: 0,
      report: { tables: 1, hasDefinitions: true },
    })
  })
})

describe('--check', () => {
  const check = (...args: string[]) => run('generate', '--out', 'dynamics', '--check', ...args)

  test('is content with a folder that is up to date', async () => {
    await run('generate', '--out', 'dynamics', '--tables', 'account')
    const { code, out: said, error } = await check('--tables', 'account')
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(said).toMatch(/^dynamics is up to date: 1 table/)
  })

  test('fails with the difference, and writes nothing', async () => {
    await run('generate', '--out', 'dynamics', '--tables', 'account,contact')
    await writeFile(
      join(out, 'accounts.ts'),
      (await read('accounts.ts')).replace('readonly name: Text', 'readonly name: Number'),
    )
    const before = await snapshot()
    const { code, out: diff, error } = await check('--tables', 'account,systemuser')
    expect(code).toBe(1)
    expect(diff).toContain('--- a/accounts.ts\n+++ b/accounts.ts\n')
    expect(diff).toContain('\n-    readonly name: NumberColumn\n+    readonly name: TextColumn\n')
    expect(error).toContain('  changed accounts.ts\n')
    expect(error).toContain('  stale contacts.ts\n')
    expect(error).toContain('  missing systemusers.ts\n')
    expect(await snapshot()).toEqual(before)
  })

  test('says it in JSON', async () => {
    const { code, out: said } = await check('--tables', 'account', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(said)).toMatchObject({
      isUpToDate: false,
      differences: expect.arrayContaining(['missing accounts.ts']),
    })
  })
})

describe('dynamics.config.ts', () => {
  test('says what to generate, with paths relative to it', async () => {
    await mkdir(join(folder, 'settings'))
    await writeFile(join(folder, 'settings/metadata.xml'), document('<Property Name="new_name" Type="Edm.String"/>'))
    await writeFile(
      join(folder, 'settings/dynamics.config.ts'),
      `import { defineConfig } from 'dynamics-kit'
       const out: string = '../dynamics'
       export default defineConfig({ metadata: 'metadata.xml', out, importExtension: '.ts' })`,
    )
    const { code, error } = await run('generate', '--config', 'settings/dynamics.config.ts')
    expect({ code, said: error.includes('cannot be loaded') }).toEqual({ code: 0, said: false })
    expect(await read('index.ts')).toContain("from './new_orders.ts'")
  })

  test.each([
    [`export default { tabels: ['account'] }`, 'has a setting "tabels"; there are url, metadata,'],
    [`export default { tables: 'account' }`, 'tables has a value that it cannot have'],
    [`export const config = {}`, 'no configuration as its default export|has a setting'],
    [`throw new Error('not today')`, 'cannot be loaded: not today'],
  ])('%s is refused', async (text, message) => {
    await writeFile(join(folder, 'dynamics.config.ts'), text)
    const { code, error } = await run('generate')
    expect(code).toBe(2)
    expect(error).toMatch(new RegExp(message))
  })
})

describe('--publisher', () => {
  const tables = async (): Promise<readonly string[]> => {
    const schema = await read('schema.ts')
    return [...schema.matchAll(/^(\w+) \w+ \w+id$/gm)].map(([, name = '']) => name)
  }

  test('a publisher’s tables are those with its prefix, beside those named', async () => {
    const text = document('').replaceAll('new_order', 'fab_order')
    await writeFile(join(folder, 'metadata.xml'), text)
    expect((await run('generate', '--metadata', 'metadata.xml', '--publisher', 'fab_', '--out', 'dynamics')).code).toBe(
      0,
    )
    expect(await tables()).toEqual(['fab_order'])
  })

  test('a prefix that no table has is refused, and the folder stays as it is', async () => {
    await writeFile(join(folder, 'metadata.xml'), document(''))
    await run('generate', '--metadata', 'metadata.xml', '--publisher', 'new', '--out', 'dynamics')
    const before = await snapshot()
    expect(await run('generate', '--metadata', 'metadata.xml', '--publisher', 'nev', '--out', 'dynamics')).toEqual({
      code: 1,
      out: '',
      error: 'dynamics-kit: No table fits "nev_*".\n',
    })
    expect(await snapshot()).toEqual(before)
  })
})

describe('--watch', () => {
  test('generates again when a file changes', async () => {
    await writeFile(join(folder, 'metadata.xml'), document(''))
    const watching = start('generate', '--metadata', 'metadata.xml', '--out', 'dynamics', '--watch')
    await watching.printed('dynamics: 1 table, 1 column')
    await writeFile(join(folder, 'metadata.xml'), document('<Property Name="new_name" Type="Edm.Str'))
    await watching.printed('metadata.xml: The metadata document cannot be read')
    await writeFile(join(folder, 'metadata.xml'), document('<Property Name="new_name" Type="Edm.String"/>'))
    await watching.printed('dynamics: 1 table, 2 columns')
    expect(await read('new_orders.ts')).toContain('new_name')
    watching.stop()
    expect(await watching.exit).toBe(0)
  }, 60_000)

  test('finds a new table that fits a pattern', async () => {
    const { tenantId, clientId, clientSecret: secret } = world.fake
    const credential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: world.server.authority })
    const dynamics = createClient({ url: world.server.url, credential })
    const watching = start('generate', '--tables', '*account', '--out', 'dynamics', '--watch', '--interval', '0.05')
    await watching.printed('dynamics: 1 table')
    const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })
    await dynamics.request('POST', 'EntityDefinitions', {
      body: {
        '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
        SchemaName: 'new_BankAccount',
        DisplayName: label('Bank Account'),
        DisplayCollectionName: label('Bank Accounts'),
        OwnershipType: 'UserOwned',
        HasActivities: false,
        HasNotes: false,
        Attributes: [
          {
            '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
            SchemaName: 'new_Name',
            IsPrimaryName: true,
            MaxLength: 100,
            FormatName: { Value: 'Text' },
            RequiredLevel: { Value: 'None' },
            DisplayName: label('Name'),
          },
        ],
      },
    })
    await watching.printed('new_bankaccounts.ts')
    watching.stop()
    await watching.exit
    expect(await read('new_bankaccounts.ts')).toContain('readonly new_name: TextColumn')
  }, 60_000)

  test('asks an environment what changed, and goes on where it was', async () => {
    const args = ['generate', '--tables', 'account', '--out', 'dynamics', '--watch', '--interval', '0.05']
    const { tenantId, clientId, clientSecret: secret } = world.fake
    const credential = clientSecret({ tenantId, clientId, clientSecret: secret, authority: world.server.authority })
    const dynamics = createClient({ url: world.server.url, credential })
    const addColumn = (name: string) =>
      dynamics.request('POST', "EntityDefinitions(LogicalName='account')/Attributes", {
        body: {
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
          SchemaName: name,
          MaxLength: 100,
          FormatName: { Value: 'Text' },
          RequiredLevel: { Value: 'None' },
          DisplayName: { LocalizedLabels: [{ Label: name, LanguageCode: 1033 }] },
        },
      })

    const watching = start(...args)
    await watching.printed('dynamics: 1 table')
    await addColumn('new_Watched')
    await watching.printed('accounts.ts schema.ts')
    expect(await read('accounts.ts')).toContain('readonly new_watched: TextColumn')
    watching.stop()
    expect(await watching.exit).toBe(0)

    const [state = ''] = await readdir(join(folder, 'node_modules/.cache/dynamics-kit'))
    const stateFile = join(folder, 'node_modules/.cache/dynamics-kit', state)
    const documents = (): number => world.fake.requests.filter(({ url }) => url.includes('$metadata')).length
    const asked = (): number => world.fake.requests.filter(({ url }) => url.includes('ClientVersionStamp')).length
    const [documentsBefore, askedBefore] = [documents(), asked()]
    const again = start(...args)
    await vi.waitUntil(() => asked() > askedBefore + 2, { timeout: 20_000 })
    expect(documents()).toBe(documentsBefore)
    await addColumn('new_Later')
    await again.printed('accounts.ts schema.ts')
    again.stop()
    await again.exit
    expect(await read('accounts.ts')).toContain('readonly new_later: TextColumn')

    const kept = JSON.parse(await readFile(stateFile, 'utf8')) as Record<string, string>
    await writeFile(stateFile, JSON.stringify({ ...kept, stamp: '1!01/01/2001 00:00:00' }))
    await addColumn('new_Expired')
    const expired = start(...args)
    await expired.printed('accounts.ts schema.ts')
    expired.stop()
    await expired.exit
    expect(await read('accounts.ts')).toContain('readonly new_expired: TextColumn')
    expect(expired.error()).toBe('')
  }, 60_000)
})
