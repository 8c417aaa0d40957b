// A page of rows through each door, and forks.
import { compareDoors } from './doors.ts'
import { compareForks } from './forks.ts'

await compareDoors()
await compareForks()
