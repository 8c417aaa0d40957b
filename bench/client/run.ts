// The client beside raw fetch and peers, all in one run. `node --conditions=source bench/client/run.ts`, built before.
import { loadavg } from 'node:os'
import { printBudgets } from '../budgets.ts'
import { readBatches } from './batch.ts'
import { contendersAt } from './contenders.ts'
import { decodePage } from './decode-page.ts'
import { bundleSizes } from './bundle-size.ts'
import { coldImports } from './cold-import.ts'
import { CELLS, measureCell } from './requests.ts'
import { startServer } from './server.ts'
import { streamRows } from './stream.ts'

const load = () =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')

const line = (name: string, ...columns: readonly string[]) =>
  console.log(`  ${name.padEnd(28)}${columns.map((column) => column.padStart(16)).join('')}`)

console.log(`Node ${process.versions.node}; load ${load()}`)
console.log('best of several rounds, and as a multiple of the first line of each part')

const server = await startServer()
for (const cell of CELLS) {
  console.log(
    `\n${cell.rows} ${cell.rows === 1 ? 'row' : 'rows'}, ${cell.wide === 1 ? 'one after another' : `${cell.wide} at once`}`,
  )
  const measurements = await measureCell(contendersAt(server.url), cell)
  const [least] = measurements
  for (const { contender, perSecond, cpu } of measurements) {
    line(
      contender,
      `${perSecond.toFixed(0)} /s`,
      `${cpu.toFixed(0)} µs CPU`,
      `${(cpu / (least?.cpu ?? cpu)).toFixed(2)}x`,
    )
  }
}

console.log('\na page of 5,000 rows, from bytes to rows')
const decoded = await decodePage()
for (const { name, microseconds, ratio } of decoded) line(name, `${microseconds.toFixed(1)} µs`, `${ratio.toFixed(2)}x`)

console.log('\n100,000 rows in 20 pages, streamed')
const streamed = await streamRows(server.url)
for (const { name, cpu, heap, ratio } of streamed) {
  line(name, `${cpu.toFixed(0)} ms CPU`, `${heap.toFixed(0)} MB heap`, `${ratio.toFixed(2)}x`)
}

console.log('\n1,000 reads in a batch, an answer of 20 MB')
for (const { name, cpu, memory, first, ratio } of await readBatches(server.url)) {
  line(
    name,
    `${cpu.toFixed(0)} ms CPU`,
    `${memory.toFixed(0)} MB alive`,
    `first ${first.toFixed(0)} ms`,
    `${ratio.toFixed(2)}x`,
  )
}
server.stop()

console.log('\nimported into a new process')
const imported = await coldImports()
for (const { name, milliseconds, ratio } of imported)
  line(name, `${milliseconds.toFixed(1)} ms`, `${ratio.toFixed(2)}x`)

console.log('\nbundled for browsers, minified, in kB of gzip: what runs first, all that a run loads, all in one file')
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
const bundled = await bundleSizes()
for (const { name, firstGzip, loadedGzip, wholeGzip } of bundled)
  line(name, kB(firstGzip), kB(loadedGzip), kB(wholeGzip))

const ratioOf = (list: readonly { readonly name: string; readonly ratio: number }[], name: string) =>
  list.find((entry) => entry.name === name)?.ratio ?? Number.NaN
const loadedKB = (name: string) => (bundled.find((entry) => entry.name === name)?.loadedGzip ?? Number.NaN) / 1000
printBudgets([
  { what: 'a page to rows, by JSON.parse', measured: ratioOf(decoded, 'generated table'), limit: 1.1, unit: 'x' },
  { what: 'the same with dates', measured: ratioOf(decoded, 'generated table, dates'), limit: 1.4, unit: 'x' },
  {
    what: '100,000 rows streamed, by a loop',
    measured: ratioOf(streamed, 'client, row by row'),
    limit: 1.15,
    unit: 'x',
  },
  { what: 'import, by that of ky', measured: ratioOf(imported, '@dynamics-kit/client'), limit: 1.15, unit: 'x' },
  {
    what: 'a page that reads rows by name, beyond ky',
    measured: loadedKB('client: rows by name') - loadedKB('ky'),
    limit: 8,
    unit: ' kB',
  },
])

console.log(`\nload ${load()}`)
process.exit()
