// The client beside raw fetch and peers, all in one run. `node --conditions=source bench/client/run.ts`, built before.
import { loadavg } from 'node:os'
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
for (const { name, microseconds, ratio } of await decodePage())
  line(name, `${microseconds.toFixed(1)} µs`, `${ratio.toFixed(2)}x`)

console.log('\n100,000 rows in 20 pages, streamed')
for (const { name, cpu, heap, ratio } of await streamRows(server.url)) {
  line(name, `${cpu.toFixed(0)} ms CPU`, `${heap.toFixed(0)} MB heap`, `${ratio.toFixed(2)}x`)
}
server.stop()

console.log('\nimported into a new process')
for (const { name, milliseconds, ratio } of await coldImports())
  line(name, `${milliseconds.toFixed(1)} ms`, `${ratio.toFixed(2)}x`)

console.log('\nbundled for browsers, minified')
for (const { name, bytes, gzip } of await bundleSizes())
  line(name, `${(bytes / 1000).toFixed(1)} kB`, `${(gzip / 1000).toFixed(1)} kB gzip`)

console.log(`\nload ${load()}`)
process.exit()
