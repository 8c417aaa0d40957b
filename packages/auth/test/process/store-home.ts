import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorePlace } from './worker.ts'

/** A place for a store, for as long as a test needs it. */
export interface StoreHome {
  readonly place: StorePlace
  close(): Promise<void>
}

/** A store in a folder of its own. */
export async function onDisk(place: (folder: string) => StorePlace): Promise<StoreHome> {
  const folder = mkdtempSync(join(tmpdir(), 'dynamics-kit-processes-'))
  return { place: place(folder), close: async () => rmSync(folder, { recursive: true }) }
}
