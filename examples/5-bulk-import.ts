// Import any number of rows, stop in the middle, and go on where it stopped.
// Needs: steps 1 and 2, with the right to create and delete accounts.
import { createClient, isBulkStoppedError } from '@dynamics-kit/client'
import { accounts } from './dynamics/index.ts'
import { headline, line } from './print.ts'
import { dynamicsUrl, integration } from './settings.ts'

headline('5  Import rows in bulk')

const dynamics = createClient({ url: dynamicsUrl(), credential: await integration() })
const count = 1000

/** Whatever gives rows one by one: a file that is read line by line, a database cursor. */
function* rows(): Generator<{ accountid: string; name: string; accountnumber: string }> {
  for (let number = 1; number <= count; number++) {
    yield { accountid: idOf(number), name: `Northwind ${number}`, accountnumber: `IMPORT-${number}` }
  }
}

/** The same id for the same number in every run, so that a row which was on its way when the import stopped is not made twice. */
function idOf(number: number): string {
  return `1f0e0000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

const stop = new AbortController()
let position = 0
try {
  await dynamics.bulk.upsert(accounts, rows(), {
    key: 'accountid',
    signal: stop.signal,
    onProgress(progress) {
      if (progress.position >= 400) stop.abort()
    },
  })
} catch (error) {
  if (!isBulkStoppedError(error)) throw error
  position = error.result.position
  line('stopped', 'as asked', 'the position of what is done is all that has to be kept')
}

const { failed } = await dynamics.bulk.upsert(accounts, rows(), { key: 'accountid', skip: position })
const imported = dynamics.from(accounts).where((account) => account.accountnumber.startsWith('IMPORT-'))
const made = await imported.count()
line('created', `${made} accounts`, `${failed} refused, ${made - count} twice`)

const ids = (await imported.select('accountid').all()).map(({ accountid }) => accountid)
const { succeeded } = await dynamics.bulk.delete(accounts, ids)
line('deleted', `${succeeded} accounts`)
