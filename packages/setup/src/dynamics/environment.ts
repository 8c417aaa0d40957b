import type { DynamicsClient } from '@dynamics-kit/client'
import type { EnvironmentRights } from '../rights/environment-rights.ts'

/** An environment, signed in as somebody who may add users. */
export interface Environment {
  readonly dynamics: DynamicsClient
  readonly rights: EnvironmentRights
  readonly signal?: AbortSignal | undefined
}

/** What requests of an environment are sent with. */
export const requestOptions = ({ signal }: Pick<Environment, 'signal'>): { readonly signal?: AbortSignal } =>
  signal ? { signal } : {}
