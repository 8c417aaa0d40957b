import { createClient } from '@dynamics-kit/client'
import type { DynamicsClient } from '@dynamics-kit/client'
import { recordedFetch } from './recorded-fetch.ts'
import type { Answer, RecordedFetch } from './recorded-fetch.ts'

/** A client whose requests are recorded and answered from a list. */
export function clientWith(...answers: readonly Answer[]): RecordedFetch & { readonly dynamics: DynamicsClient } {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}

export const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
export const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
export const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'
