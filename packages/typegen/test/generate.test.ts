import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import { assert, constantFrom, infiniteStream, nat, oneof, property, string } from 'fast-check'
import { generate, type Generated, GenerateError, isGenerateError } from '@dynamics-kit/typegen'
import { type Model, readCsdl, readTableFacts } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { plainModel, shuffled, smallModel } from './small-model.ts'

const golden = join(import.meta.dirname, 'golden')

const fileOf = ({ files }: Generated, path: string): string =>
  files.find((file) => file.path === path)?.text ?? `no ${path}`

describe('generate', () => {
  test('writes the files of the golden folder', () => {
    const { files } = generate(smallModel)
    expect(files.map(({ path }) => path)).toEqual(readdirSync(golden).toSorted())
    const kept = files.map(({ path }) => ({ path, text: readFileSync(join(golden, path), 'utf8') }))
    expect(files).toEqual(kept)
  })

  test('gives the same bytes whatever the order of what it reads', () => {
    const expected = generate(smallModel)
    assert(
      property(infiniteStream(nat()), (numbers) => {
        const order = (count: number): readonly number[] =>
          Array.from({ length: count }, (_, index) => ({ index, rank: numbers.next().value ?? 0 }))
            .toSorted((one, other) => one.rank - other.rank)
            .map(({ index }) => index)
        expect(generate(shuffled(smallModel, order))).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  test('counts what it made', () => {
    const { files, report } = generate(smallModel)
    expect(report).toMatchObject({ tables: 7, operations: 6, hasDefinitions: true, hasAnnotations: true })
    expect(report.columns).toBe(
      files.flatMap(
        ({ text }) =>
          text
            .split('readonly columns: {\n')[1]
            ?.split('\n  }\n')[0]
            ?.match(/^ {4}readonly/gm) ?? [],
      ).length,
    )
    expect(report.bytes).toBe(files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0))
  })

  test('tells what it skipped and renamed, and why', () => {
    const { report } = generate(smallModel)
    expect(report.skipped).toEqual([
      { what: 'column account.iscustomizable', reason: 'type' },
      { what: 'column new_bankaccount.new_secret', reason: 'not readable' },
      { what: 'key new_bankaccount.new_by_secret', reason: 'column missing' },
      { what: 'table EntityMetadata', reason: 'metadata' },
    ])
    expect(report.renamed).toEqual([{ what: 'complex type Account', from: 'Account', to: 'AccountType' }])
  })

  test('has whole numbers for choices where no definitions were read, and says so', () => {
    const generated = generate(plainModel)
    expect(generated.report.hasDefinitions).toBe(false)
    const accounts = fileOf(generated, 'accounts.ts')
    expect(accounts).toContain('readonly statecode: NotNull<IntegerColumn>')
    expect(accounts).toContain('readonly statuscode: IntegerColumn')
    expect(accounts).toContain('readonly revenue: DecimalColumn')
    expect(accounts).toContain('interface Account ')
  })
})

describe('a pick', () => {
  test('leads to picked tables only, and refers to the others', () => {
    const generated = generate(smallModel, { tables: ['account'], operations: [] })
    expect(generated.files.map(({ path }) => path)).toEqual([
      'accounts.ts',
      'index.ts',
      'operations.ts',
      'references.ts',
      'schema.ts',
    ])
    expect(fileOf(generated, 'accounts.ts')).toContain('readonly navigation: {}')
    expect(fileOf(generated, 'accounts.ts')).toContain("readonly primarycontactid: LookupColumn<'contact'>")
    expect(fileOf(generated, 'references.ts')).toContain(
      [
        "export const contacts: TableReference<'contact'> = schema.reference('contact')",
        "export const systemusers: TableReference<'systemuser'> = schema.reference('systemuser')",
        "export const teams: TableReference<'team'> = schema.reference('team')",
        '',
      ].join('\n'),
    )
    expect(fileOf(generated, 'schema.ts')).toContain(
      "  { contact: 'contacts', systemuser: 'systemusers', team: 'teams' },\n",
    )
  })

  test('shares no choice that only one column has', () => {
    const accounts = fileOf(generate(smallModel, { tables: ['account'] }), 'accounts.ts')
    expect(accounts).toContain("readonly new_priority: ChoiceColumn<{ 100000000: 'High'; 100000001: 'Low' }>")
  })

  test.each([
    [['account'], ['account']],
    [['ACCOUNT'], ['account']],
    [['contacts'], ['contact']],
    [['new_*'], ['new_bankaccount']],
    [['*account*'], ['account', 'new_bankaccount']],
    [[], []],
  ])('%j picks %j', (tables, picked) => {
    const schema = fileOf(generate(smallModel, { tables }), 'schema.ts')
    expect([...schema.matchAll(/^(\w+) \w+ \w+id$/gm)].map(([, name]) => name)).toEqual(picked)
  })

  test('of a table that there is not names the nearest ones', () => {
    const failure = ((): unknown => {
      try {
        return generate(smallModel, { tables: ['acount', 'task', 'zzzzzzzzzzzzzzzzz'] })
      } catch (error) {
        return error
      }
    })()
    expect(failure).toBeInstanceOf(GenerateError)
    expect(isGenerateError(failure)).toBe(true)
    expect(failure).toMatchObject({ code: 'unknownTable', names: ['acount', 'zzzzzzzzzzzzzzzzz'] })
    expect(String(failure)).toContain('There is no table "acount"; near to it: account')
    expect(String(failure)).toContain('There is no table "zzzzzzzzzzzzzzzzz".')
    expect(() => generate(smallModel, { tables: ['account', 'nev_*'] })).toThrow(
      'No table fits "nev_*"; near to it: new_*.',
    )
  })
})

describe('operations', () => {
  const valuesOf = (generated: Generated): readonly string[] =>
    [...fileOf(generated, 'operations.ts').matchAll(/^export const (\w+): Callable/gm)].map(([, name = '']) => name)

  test('are the unbound ones that can be called and those bound to picked tables', () => {
    expect(valuesOf(generate(smallModel, { tables: ['contact'] }))).toEqual([
      'AddNote',
      'GrantAccess',
      'RetrieveAddress',
      'RetrieveMultipleBy',
      'WhoAmI',
    ])
  })

  test('are picked by pattern, bound ones of other tables too', () => {
    const generated = generate(smallModel, { tables: ['contact'], operations: ['Who*', 'RetrieveUnpublishedMultiple'] })
    expect(valuesOf(generated)).toEqual(['AddNote', 'RetrieveUnpublishedMultiple', 'WhoAmI'])
    expect(fileOf(generated, 'operations.ts')).toContain("references: { account: 'accounts accountid'")
  })

  test('bring only the types that they use', () => {
    const text = fileOf(generate(smallModel, { tables: [], operations: ['WhoAmI'] }), 'operations.ts')
    expect([...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name)).toEqual(['WhoAmIResponse'])
  })

  test('that there are not are refused with the nearest names', () => {
    expect(() => generate(smallModel, { operations: ['WhoAmi2'] })).toThrow(
      'There is no operation "WhoAmi2"; near to it: WhoAmI.',
    )
  })
})

describe('labels', () => {
  const withLabel = (label: string): Model => {
    const account = smallModel.entityTypes.get('account')
    const state = account?.attributes?.get('statecode')
    if (!account || !state) throw new Error('the model has changed')
    const attributes = new Map(account.attributes).set('statecode', { ...state, options: [{ value: 0, label }] })
    const entityTypes = new Map(smallModel.entityTypes).set('account', { ...account, attributes })
    return { ...smallModel, entityTypes }
  }

  test('of any letters reach the program as they are', () => {
    assert(
      property(
        oneof(
          string({ unit: 'grapheme', minLength: 1 }),
          string({ unit: constantFrom(...'`$\\{}\'"\n \u2028'), minLength: 1 }),
        ),
        (label) => {
          const generated = generate(withLabel(label), { tables: ['account'], operations: [] })
          const schema = fileOf(generated, 'schema.ts')
          const facts = readTableFacts(evaluate(/String\.raw`[^`]*`/.exec(schema)?.[0] ?? ''))
          expect(facts['account']?.columns.choice?.['statecode']).toEqual({ 0: label })
          const accounts = fileOf(generated, 'accounts.ts')
          const type = /statecode: NotNull<UpdateOnly<ChoiceColumn<\{ 0: ('(?:[^'\\]|\\.)*') \}>>>$/m.exec(
            accounts,
          )?.[1]
          expect(evaluate(type ?? 'undefined')).toBe(label)
        },
      ),
    )
  })
})

/** What an expression gives that stands between brackets of its own. */
const evaluate = (expression: string): string => runInThisContext(`(${expression})`) as string

describe('options', () => {
  test('language gives labels and descriptions in it, and the reader’s where it has none', () => {
    const text = fileOf(generate(smallModel, { language: 1031 }), 'accounts.ts')
    expect(text).toContain("ChoiceColumn<{ 0: 'Aktiv'; 1: 'Inaktiv' }>")
    expect(text).toContain('/** Firmenname. Type the company or business name.')
    expect(text).toContain('/** Firma. Business that represents a customer. */')
    expect(text).toContain("1: 'Active'; 2: 'Can\\'t say'")
  })

  test('a language that nothing is in is told with those there are', () => {
    expect(generate(smallModel, { language: 9999 }).report.otherLanguages).toContain(1031)
    expect(generate(smallModel, { language: 1031 }).report).not.toHaveProperty('otherLanguages')
    expect(generate(smallModel).report).not.toHaveProperty('otherLanguages')
  })

  test.each(['.ts', ''] as const)('importExtension %j is that of every import', (importExtension) => {
    const { files } = generate(smallModel, { importExtension })
    const specifiers = [
      ...files
        .map(({ text }) => text)
        .join('')
        .matchAll(/(?:from|module) '(\.\/[^']+)'/g),
    ]
    expect(specifiers.length).toBeGreaterThan(20)
    for (const [, specifier = ''] of specifiers)
      expect(specifier).toMatch(importExtension === '' ? /^\.\/\w+$/ : /\.ts$/)
  })
})

describe('names that are taken', () => {
  const model = (sets: readonly (readonly [type: string, set: string])[]) =>
    readCsdl(`<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${sets.map(([type]) => `<EntityType Name="${type}"><Key><PropertyRef Name="${type}id"/></Key><Property Name="${type}id" Type="Edm.Guid"/></EntityType>`).join('')}
<EntityContainer Name="System">${sets.map(([type, set]) => `<EntitySet Name="${set}" EntityType="mscrm.${type}"/>`).join('')}</EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`)

  test('by case alone give different files and keep their values', () => {
    const { files, report } = generate(
      model([
        ['solution', 'solutions'],
        ['Solution', 'Solutions'],
      ]),
    )
    expect(files.map(({ path }) => path)).toEqual(['Solutions.ts', 'index.ts', 'schema.ts', 'solutions_table.ts'])
    expect(report.renamed).toEqual([
      { what: 'file of table solution', from: 'solutions', to: 'solutions_table' },
      { what: 'row of table solution', from: 'Solution', to: 'SolutionRow' },
      { what: 'shape of table solution', from: 'SolutionTable', to: 'SolutionTable_' },
    ])
    expect(new Set(files.map(({ path }) => path.toLowerCase())).size).toBe(files.length)
  })

  test.each([
    ['new_class', 'class', 'class_table', 'class'],
    ['new_schema', 'schema', 'schema_table', 'schema_table'],
    ['new_index', 'Index', 'Index', 'Index_table'],
    ['new_choice', 'choices', 'choices', 'choices_table'],
    ['new_aux', 'aux', 'aux', 'aux_table'],
    ['new_date', 'Date', 'Date_table', 'Date'],
    ['new_digit', '2fast', '_2fast', '_2fast'],
  ])('%s with entity set %s has the value %s in the file %s', (type, set, value, file) => {
    const { files } = generate(model([[type, set]]))
    expect(files.map(({ path }) => path)).toContain(`${file}.ts`)
    expect(files.find(({ path }) => path === `${file}.ts`)?.text).toContain(`export const ${value}: Table<`)
  })

  test('row types do not hide what files import', () => {
    const { files } = generate(
      model([
        ['row', 'rows'],
        ['table', 'tables'],
        ['many', 'manies'],
      ]),
    )
    const text = files.map((file) => file.text).join('')
    expect([...text.matchAll(/^export interface (\w+) extends Row</gm)].map(([, name]) => name)).toEqual([
      'ManyRow',
      'RowRow',
      'TableRow',
    ])
  })
})
