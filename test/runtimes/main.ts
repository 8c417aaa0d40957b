import { inProcess } from './in-process.ts'

console.log(JSON.stringify(await inProcess()))
