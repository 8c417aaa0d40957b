import type { Prospect } from '../plan/prospect.ts'
import type { SettingsStore } from './settings-store.ts'

/** The variables of a program. Those that are still to be made are `undefined`. */
export type WantedVariables = Readonly<Record<string, string | undefined>>

/** Proofs of which a program takes the first that is there. */
const proofs = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE']

/** What a place has, beside what it is going to have. */
export interface SettingsChange {
  /** Variables that are set, or set anew. */
  readonly set: readonly string[]
  /** Variables that now have another value, or stand in the way of the new ones. */
  readonly lost: readonly string[]
}

export async function compareSettings(store: SettingsStore, wanted: WantedVariables): Promise<SettingsChange> {
  const stored = (await store.load?.()) ?? {}
  const set = Object.keys(wanted).filter((name) => wanted[name] === undefined || stored[name] !== wanted[name])
  const inTheWay = proofs.filter((name) => stored[name] && !(name in wanted))
  return { set, lost: [...set.filter((name) => stored[name]), ...inTheWay] }
}

/** The credential that goes along with the settings. */
export interface SettingsCredential {
  /** Whether a place which cannot be read back does not have it yet. */
  readonly isNew: boolean
  /** Whether the directory knows that it was stored. */
  readonly isNoted: boolean
  /** Notes that. */
  note(): Promise<void>
}

/** Stores what the program signs in with, and notes that it is stored. */
export async function lookForSettings(
  store: SettingsStore,
  wanted: WantedVariables,
  credential: SettingsCredential,
): Promise<Prospect<true>> {
  const { set, lost } = await compareSettings(store, wanted)
  const about = { step: 1, subject: 'settings', detail: `${store.name}: ${Object.keys(wanted).join(', ')}` } as const
  const others = lost.filter((name) => !(name in wanted))
  const isStored = store.load ? set.length + others.length === 0 : !credential.isNew
  if (isStored && credential.isNoted) return { action: { ...about, outcome: 'exists' }, value: true }
  return {
    action: { ...about, outcome: lost.length > 0 || isStored ? 'update' : 'create' },
    async apply() {
      if (!isStored) {
        await store.save(
          Object.fromEntries(set.flatMap((name) => (wanted[name] === undefined ? [] : [[name, wanted[name]]]))),
        )
        if (others.length > 0) await store.remove?.(others)
      }
      if (!credential.isNoted) await credential.note()
      return { value: true }
    },
  }
}
