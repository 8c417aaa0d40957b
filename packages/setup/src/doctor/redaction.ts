import type { Environment } from '@dynamics-kit/auth'
import type { Finding } from './diagnosis.ts'

/** Variables whose values nobody may see. */
const secretVariables = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'] as const

/** Shorter values would be found in the middle of words. */
const shortest = 6

/**
 * Takes secrets out of a finding, should one ever be in what a service or an option repeats. The errors that findings are made
 * of hold none by themselves; this is for a secret that was pasted into the wrong variable, too.
 */
export function createRedaction(environment: Environment): (finding: Finding) => Finding {
  const secrets = secretVariables.flatMap((name) => {
    const value = environment[name]?.trim()
    return value === undefined || value.length < shortest || isId(value) ? [] : [value]
  })
  const clean = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text).replaceAll(secretShape, '***')
  return (finding) => mapTexts(finding, clean)
}

/** A secret id is none, and may be the client id as well. */
const isId = (value: string): boolean => /^[0-9a-f-]{36}$/i.test(value)

/** How Entra writes secrets today: three characters, a digit, `Q~`, and 31 to 34 more. */
const secretShape = /[\w.~-]{3}\dQ~[\w.~-]{28,40}/g

function mapTexts<Value>(value: Value, map: (text: string) => string): Value {
  if (typeof value === 'string') return map(value) as Value
  if (Array.isArray(value)) return value.map((one: unknown) => mapTexts(one, map)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, map)])) as Value
}
