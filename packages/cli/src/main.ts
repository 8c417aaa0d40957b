#!/usr/bin/env node
import process from 'node:process'

// An older Node must not read the rest: what it says of the first name that it lacks helps nobody.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`dynamics-kit needs Node 22.12 or newer; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}

// Whoever reads the output may have seen enough: `dynamics-kit query … | head`.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const { createProgram } = await import('./program.ts')
process.exitCode = await createProgram().run(process.argv.slice(2))
