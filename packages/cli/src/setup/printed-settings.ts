import type { SettingsStore } from '@dynamics-kit/setup'
import type { Terminal } from '../terminal.ts'

/** A place for settings that are shown once, and kept by whoever reads them; as JSON they are shown with all else. */
export function printedSettings({ json }: { readonly json: boolean }, terminal: Terminal): SettingsStore {
  return {
    name: 'standard output',
    async save(variables) {
      if (!json) for (const [name, value] of Object.entries(variables)) terminal.out(`${name}=${value}\n`)
    },
  }
}
