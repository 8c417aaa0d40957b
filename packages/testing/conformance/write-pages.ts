import { writeFileSync } from 'node:fs'
import { featuresPage, notModelledPage } from './pages.ts'

const docs = new URL('../docs/', import.meta.url)

writeFileSync(new URL('features.md', docs), featuresPage())
writeFileSync(new URL('not-modelled.md', docs), notModelledPage())
