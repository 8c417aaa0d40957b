// Side by side with peers and with hand-written code that does only the job at hand, all in one run.
// Times differ from machine to machine; the ratios are what to look at.
import { coldCallers } from './auth/cold-callers.ts'
import { firstToken } from './auth/first-token.ts'
import { manyTenants } from './auth/many-tenants.ts'
import { startUp } from './auth/start-up.ts'
import { warmToken } from './auth/warm-token.ts'
import { compare } from './comparison.ts'
import { printFilter } from './print-filter.ts'
import { readPage } from './read-page.ts'

console.log(`Node ${process.versions.node}, median per call, and as a multiple of the hand-written limit`)
await coldCallers()
await startUp()
await firstToken()
await manyTenants()
await compare(await warmToken())
await compare(printFilter())
await compare(await readPage())
process.exit()
