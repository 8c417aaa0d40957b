import { stableId } from './access/stable-id.ts'
import type { Actor } from './exchange.ts'
import { insertMap, insertPair } from './mappings/relationship-map.ts'

/** What an address is copied with. */
const address = [
  'line1',
  'line2',
  'line3',
  'city',
  'stateorprovince',
  'postalcode',
  'country',
  'county',
  'postofficebox',
]
const address1 = address.map((part) => `address1_${part}`)

const activities = ['appointment', 'email', 'fax', 'letter', 'phonecall', 'task']

type Pairs = readonly (readonly [source: string, target: string])[]

const same = (names: readonly string[]): Pairs => names.map((name) => [name, name])

/** Columns that a lead shares with what it becomes. */
const shared = /^(address[12]_.*|telephone[123]|fax|emailaddress[123]|websiteurl|description|mobilephone|do(?:not).*)$/

const person = ['firstname', 'middlename', 'lastname', 'jobtitle', 'salutation']

/** Maps that every environment has: key to lookup, and further columns. */
const maps: readonly {
  readonly source: string
  readonly target: string
  readonly lookup: string
  readonly columns?: Pairs
  /** Whether all that a lead shares goes along. */
  readonly takesShared?: true
}[] = [
  {
    source: 'account',
    target: 'account',
    lookup: 'parentaccountid',
    columns: same(['transactioncurrencyid', ...address1]),
  },
  {
    source: 'account',
    target: 'contact',
    lookup: 'parentcustomerid',
    columns: same(['transactioncurrencyid', 'telephone1', 'paymenttermscode', ...address1]),
  },
  { source: 'account', target: 'opportunity', lookup: 'parentaccountid', columns: same(['transactioncurrencyid']) },
  { source: 'contact', target: 'opportunity', lookup: 'parentcontactid', columns: same(['transactioncurrencyid']) },
  { source: 'account', target: 'incident', lookup: 'customerid' },
  { source: 'contact', target: 'incident', lookup: 'customerid' },
  {
    source: 'lead',
    target: 'account',
    lookup: 'originatingleadid',
    columns: [['companyname', 'name']],
    takesShared: true,
  },
  { source: 'lead', target: 'contact', lookup: 'originatingleadid', columns: same(person), takesShared: true },
  { source: 'lead', target: 'opportunity', lookup: 'originatingleadid', columns: [['subject', 'name']] },
  ...['account', 'contact', 'incident', 'lead', 'opportunity'].flatMap((source) =>
    activities.map((target) => ({ source, target, lookup: 'regardingobjectid' })),
  ),
]

/** The maps of an environment where nobody has made any. */
export function foundMaps(actor: Actor): void {
  const { schema, store } = actor.organization
  const present = () =>
    maps.filter(({ source, target }) => schema.table('entitymap') && schema.table(source) && schema.table(target))
  store.defer('entitymap', () => {
    for (const { source, target } of present()) insertMap(actor, source, target)
  })
  store.defer('attributemap', () => {
    for (const { source, target, lookup, columns = [], takesShared } of present()) {
      const [from, into] = [schema.table(source), schema.table(target)]
      const map = stableId(`entitymap:${source}.${target}`)
      if (from) insertPair(actor, map, from.key, lookup, true)
      const also = takesShared && from ? same([...from.attributes.keys()].filter(isShared)) : []
      for (const [one, other] of [...columns, ...also]) {
        if (from?.attributes.has(one) && into?.attributes.has(other)) insertPair(actor, map, one, other, false)
      }

      function isShared(name: string): boolean {
        const column = into?.attributes.get(name)
        return shared.test(name) && column?.readOnly === false && column.type !== 'lookup' && !name.endsWith('id')
      }
    }
  })
}
