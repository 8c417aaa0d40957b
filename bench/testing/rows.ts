/** A thing as a program that knows nothing else would keep it. */
export interface Account {
  readonly accountid: string
  readonly name: string
  readonly accountnumber: string
  readonly revenue: number
  readonly numberofemployees: number
  readonly address1_city: string
}

export interface Contact {
  readonly contactid: string
  readonly lastname: string
  readonly numberofchildren: number
  readonly accountid: string
}

const CITIES = ['Oslo', 'Paris', 'Rome', 'Lima', 'Quito', 'Turin', 'Delhi', 'Osaka']

/** Rows that are the same in every run. */
export function makeRows(count: number): { readonly accounts: Account[]; readonly contacts: Contact[] } {
  const random = createRandom(42)
  const accounts = Array.from({ length: count }, (_, index): Account => ({
    accountid: idOf('a', index),
    name: `Contoso ${index}`,
    accountnumber: `A-${index}`,
    revenue: random(1_000_000),
    numberofemployees: random(1000),
    address1_city: CITIES[random(CITIES.length)] ?? '',
  }))
  const contacts = Array.from({ length: count / 10 }, (_, index): Contact => ({
    contactid: idOf('c', index),
    lastname: `Fabrikam ${index}`,
    numberofchildren: random(10),
    accountid: idOf('a', random(count)),
  }))
  return { accounts, contacts }
}

const idOf = (letter: string, index: number): string =>
  `${letter}0000000-0000-4000-8000-${String(index).padStart(12, '0')}`

function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
