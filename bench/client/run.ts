// The client beside fetch and dynamics-web-api.
import { compare } from '../comparison.ts'
import { readPage } from './read-page.ts'

await compare(await readPage())
process.exit()
