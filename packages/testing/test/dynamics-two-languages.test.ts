import {
  type Expression,
  fetchXmlToQuery,
  guidLiteral,
  nullLiteral,
  numberLiteral,
  printFetchXml,
  printUri,
  queryToFetchXml,
  stringLiteral,
} from '@dynamics-kit/odata'
import { expect, test } from 'vitest'
import { standardModel } from '../src/dynamics/schema/standard-model.ts'
import { createHarness, type Harness } from './dynamics-harness.ts'

/** Numbers that are the same in every run: a failure can be looked at again by its seed. */
function createRandom(seed: number) {
  let state = seed
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return { next, of: <Item>(...items: readonly Item[]): Item => items[next(items.length)] as Item }
}

type Random = ReturnType<typeof createRandom>

const ids = (letter: string): string[] =>
  [1, 2, 3].map((digit) => `${letter.repeat(8)}-0000-4000-8000-00000000000${digit}`)
const accountIds = ids('a')
const contactIds = ids('c')
const texts = ['a', 'ab', 'b', 'a%', 'a_b', '[a]']

interface Columns {
  readonly text: readonly (readonly string[])[]
  readonly number: readonly (readonly string[])[]
  readonly lookup: readonly (readonly string[])[]
  readonly collections: Readonly<Record<string, Columns>>
}

const ofTask: Columns = {
  text: [['subject']],
  number: [['actualdurationminutes']],
  lookup: [['_regardingobjectid_value']],
  collections: {},
}
const ofContact: Columns = {
  text: [['jobtitle'], ['parentcustomerid_account', 'name']],
  number: [['numberofchildren'], ['parentcustomerid_account', 'numberofemployees']],
  lookup: [['_parentcustomerid_value']],
  collections: { Contact_Tasks: ofTask },
}
const ofAccount: Columns = {
  text: [['name'], ['primarycontactid', 'jobtitle'], ['primarycontactid', 'parentcustomerid_account', 'name']],
  number: [['numberofemployees'], ['primarycontactid', 'numberofchildren']],
  lookup: [['_primarycontactid_value'], ['primarycontactid', '_parentcustomerid_value']],
  collections: { contact_customer_accounts: ofContact },
}

const path = (segments: readonly string[]): Expression => ({ kind: 'path', segments })

/** A filter that both languages can say. `not` stands before nothing that has no opposite: orders and query functions. */
function filterOf(random: Random, columns: Columns, variable: readonly string[], depth: number): Expression {
  const kind = random.next(depth > 0 ? 9 : 6)
  const inner = () => filterOf(random, columns, variable, depth - 1)
  const column = (list: readonly (readonly string[])[]): Expression => path([...variable, ...random.of(...list)])
  switch (kind) {
    case 0:
      return equality(random, column(columns.text), stringLiteral(random.of(...texts)))
    case 1:
      return equality(random, column([...columns.text, ...columns.number, ...columns.lookup]), nullLiteral)
    case 2:
      return equality(random, column(columns.lookup), guidLiteral(random.of(...accountIds, ...contactIds)))
    case 3: {
      const operator = random.of('eq', 'ne', 'gt', 'ge', 'lt', 'le')
      return { kind: 'comparison', operator, left: column(columns.number), right: numberLiteral(random.next(4)) }
    }
    case 4: {
      const name = random.of('contains', 'startswith', 'endswith')
      return {
        kind: 'call',
        name,
        arguments: [column(columns.text), stringLiteral(random.of('a', 'b', '_b', '[%]', 'a[_]b'))],
      }
    }
    case 5: {
      const segments = random.of(...columns.number)
      return {
        kind: 'queryFunction',
        path: [...variable, ...segments.slice(0, -1)],
        name: `Microsoft.Dynamics.CRM.${random.of('In', 'NotIn', 'Between', 'NotBetween')}`,
        arguments: [
          { name: 'PropertyName', value: stringLiteral(segments.at(-1) ?? '') },
          { name: 'PropertyValues', value: { kind: 'json', value: ['1', '2'] } },
        ],
      }
    }
    case 6:
      return { kind: random.of('and', 'or'), operands: [inner(), inner()] }
    case 7: {
      const call = filterOf(random, columns, variable, 0)
      const hasOpposite = call.kind === 'call' || (call.kind === 'comparison' && /eq|ne/.test(call.operator))
      return hasOpposite ? { kind: 'not', operand: call } : call
    }
    default: {
      const [collection] = Object.entries(columns.collections)
      if (!collection) return inner()
      const [name, below] = collection
      const child = `x${variable.length === 0 ? 1 : `${variable[0] ?? ''}1`}`
      const whole = [...variable, name]
      if (random.next(4) === 0) return { kind: 'lambda', operator: 'any', path: whole }
      const predicate = filterOf(random, below, [child], depth - 1)
      return { kind: 'lambda', operator: 'any', path: whole, variable: child, predicate }
    }
  }
}

const equality = (random: Random, left: Expression, right: Expression): Expression => ({
  kind: 'comparison',
  operator: random.of('eq', 'ne'),
  left,
  right,
})

/** Three accounts, contacts and tasks with values and links at random. */
async function plant(random: Random): Promise<Harness> {
  const maybe = <Value>(value: Value): Value | null => (random.next(3) === 0 ? null : value)
  const some = (name: string, set: string, list: readonly string[]) =>
    random.next(3) === 0 ? {} : { [`${name}@odata.bind`]: `/${set}(${random.of(...list)})` }
  const harness = await createHarness({
    seed: {
      accounts: accountIds.map((accountid) => ({
        accountid,
        name: maybe(random.of(...texts)),
        numberofemployees: maybe(random.next(4)),
        ...some('primarycontactid', 'contacts', contactIds),
      })),
      contacts: contactIds.map((contactid) => ({
        contactid,
        jobtitle: maybe(random.of(...texts)),
        numberofchildren: maybe(random.next(4)),
      })),
      tasks: [1, 2, 3].map(() =>
        Object.assign(
          { subject: maybe(random.of(...texts)), actualdurationminutes: maybe(random.next(4)) },
          some('regardingobjectid_contact_task', 'contacts', contactIds),
        ),
      ),
    },
  })
  for (const contactid of contactIds) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await harness.send('PATCH', `contacts(${contactid})`, {
      body: some('parentcustomerid_account', 'accounts', accountIds),
    })
  }
  return harness
}

const idsIn = (value: readonly { accountid: string }[]): string[] => value.map(({ accountid }) => accountid)

test('a filter finds the same rows in both languages, there and back', async () => {
  const model = standardModel()
  let differing = 0
  let found = 0
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed)
    // oxlint-disable-next-line no-await-in-loop -- one world at a time
    const harness = await plant(random)
    for (let turn = 0; turn < 25; turn++) {
      const filter = filterOf(random, ofAccount, [], 3)
      const query = { entitySet: 'accounts', options: { select: ['accountid'], filter } }
      const fetch = queryToFetchXml(query, model)
      const back = fetchXmlToQuery(fetch, model)
      const addresses = [
        printUri({ path: [{ name: 'accounts' }], options: query.options }),
        `accounts?fetchXml=${encodeURIComponent(printFetchXml(fetch))}`,
        printUri({ path: [{ name: back.entitySet }], options: back.options }),
      ]
      // oxlint-disable-next-line no-await-in-loop -- a failure names its own query
      const answers = await Promise.all(addresses.map((address) => harness.send('GET', address)))
      const results = answers.map(({ json, text }) => (json?.value ? idsIn(json.value) : text))
      expect({ seed, addresses, results }).toEqual({ seed, addresses, results: results.map(() => results[0]) })
      found += results[0]?.length ?? 0
      if (results[0]?.length !== 0 && results[0]?.length !== 3) differing += 1
    }
  }
  // Filters that find all or nothing would prove little.
  expect(differing).toBeGreaterThan(200)
  expect(found).toBeGreaterThan(500)
}, 60_000)
