#!/usr/bin/env node
import process from 'node:process'

// An older Node must not read the rest: what it says of the first name that it lacks helps nobody.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`dynamics-kit needs Node 22.12 or newer; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}

// Whoever reads the rows may have seen enough: `dynamics-kit query … | head`. What changes something goes on to its end.
const onlyReads = ['query', 'export'].includes(process.argv[2] ?? '')
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code === 'EPIPE') {
    if (onlyReads) process.exit(0)
    return
  }
  process.stderr.write(`dynamics-kit: The output cannot be written: ${error.message}\n`)
  process.exit(1)
})
// With nobody to read it, there is nobody to tell.
process.stderr.on('error', () => undefined)

const { createProgram } = await import('./program.ts')
process.exitCode = await createProgram().run(process.argv.slice(2))
