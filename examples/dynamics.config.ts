// What `npx dynamics-kit generate` wrote ./dynamics from. Node runs these examples as they are, so imports end in .ts.
import { defineConfig } from 'dynamics-kit'

export default defineConfig({
  out: 'dynamics',
  tables: ['account', 'contact'],
  operations: ['RetrieveTotalRecordCount', 'RetrieveVersion', 'WhoAmI'],
  language: 1033,
  importExtension: '.ts',
})
