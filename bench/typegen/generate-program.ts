// One process: reads a $metadata document, generates, writes. Prints what it took. Arguments: document, folder.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readCsdl } from '@dynamics-kit/odata'
import { generate } from '@dynamics-kit/typegen'

const [document = '', folder = ''] = process.argv.slice(2)
const bytes = readFileSync(document)
const started = performance.now()
const startedCpu = process.cpuUsage()
const text = (document.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
const model = readCsdl(text)
const read = performance.now()
const { files, report } = generate(model)
const generated = performance.now()
const { user, system } = process.cpuUsage(startedCpu)
mkdirSync(folder, { recursive: true })
for (const file of files) writeFileSync(join(folder, file.path), file.text)
const written = performance.now()
console.log(
  JSON.stringify({
    characters: text.length,
    tables: report.tables,
    operations: report.operations,
    bytes: report.bytes,
    read: read - started,
    generate: generated - read,
    write: written - generated,
    total: written - started,
    // Of all threads, without writing: on a busy machine, no less than the time would be on an idle one.
    cpu: (user + system) / 1000,
    peakInMB: process.resourceUsage().maxRSS / 1024,
  }),
)
