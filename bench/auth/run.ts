// Credentials beside msal-node and @azure/identity. Times differ from machine to machine; the ratios are what to look at.
import { compare } from '../comparison.ts'
import { coldCallers } from './cold-callers.ts'
import { firstToken } from './first-token.ts'
import { manyTenants } from './many-tenants.ts'
import { startUp } from './start-up.ts'
import { warmToken } from './warm-token.ts'

console.log(`Node ${process.versions.node}, median per call, and as a multiple of the hand-written limit`)
await coldCallers()
await startUp()
await firstToken()
await manyTenants()
await compare(await warmToken())
