import type { KeyReference } from '@dynamics-kit/odata'

/** What `accounts.ref({ accountnumber: 'A-1' })` gives, as against `accounts.ref(id)`. */
export function isKeyReference(value: unknown): value is KeyReference {
  return (
    typeof value === 'object' && value !== null && 'table' in value && 'key' in value && Object(value.key) === value.key
  )
}
