#!/usr/bin/env node
import { createProgram } from './program.ts'

// Whoever reads the output may have seen enough: `dynamics-kit query … | head`.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await createProgram().run(process.argv.slice(2))
