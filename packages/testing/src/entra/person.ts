import type { Tenant, User } from '../world/directory.ts'
import { findUser } from '../world/user-registry.ts'
import { AadstsError } from './aadsts.ts'

/** Somebody, and the tenant that they are of. */
export interface Person {
  readonly tenant: Tenant
  readonly user: User
}

/** The person with this object id or user principal name in one of the tenants. */
export function findPerson(tenants: readonly Tenant[], idOrName: string): Person | undefined {
  for (const tenant of tenants) {
    const user = findUser(tenant, idOrName)
    if (user) return { tenant, user }
  }
  return undefined
}

/** The person that a form of a sign-in page names, or what is wrong with it. */
export function choosePerson(tenants: readonly Tenant[], form: URLSearchParams): Person | string {
  const named = form.get('user') ?? ''
  const person = findPerson(tenants, named)
  const [only, ...more] = tenants
  if (!person) {
    const tenant = only && more.length === 0 ? only.displayName : 'organizations'
    return new AadstsError(50034, { value: named, tenant }).message
  }
  const { password } = person.user
  return password !== null && password !== form.get('password') ? new AadstsError(50126).message : person
}
