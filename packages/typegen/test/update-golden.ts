// Writes test/golden anew: `node --conditions=source packages/typegen/test/update-golden.ts`. Look at the diff before you commit it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from '@dynamics-kit/typegen'
import { smallModel } from './small-model.ts'

const folder = join(import.meta.dirname, 'golden')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const { path, text } of generate(smallModel).files) writeFileSync(join(folder, path), text)
