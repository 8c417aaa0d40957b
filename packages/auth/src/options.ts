const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const domain = /^(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i

/**
 * Refuses options that were forgotten, before anything is read of them.
 *
 * @param example What to give: `{ tenantId, clientId, clientSecret }`.
 * @throws {TypeError} Values are not repeated, they may be secrets.
 */
export function requireOptions(what: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return
  throw new TypeError(`${what}: takes options, such as ${what}(${example})`)
}

/** The tenant as Entra takes it. @throws {TypeError} */
export function checkTenantId(value: unknown, name = 'tenantId'): string {
  const text = checkText(value, name)
  if (/[/:]/.test(text)) throw new TypeError(`${name}: is a URL; give the tenant’s id (a GUID) or domain alone`)
  if (/^(common|organizations|consumers)$/i.test(text)) {
    throw new TypeError(`${name}: ${text} is no tenant; an app signs in to one tenant, by its id or domain`)
  }
  if (!guid.test(text) && !domain.test(text)) {
    throw new TypeError(
      `${name}: ${JSON.stringify(text)} is neither a GUID nor a domain such as contoso.onmicrosoft.com`,
    )
  }
  return text
}

/** The client id. @throws {TypeError} */
export function checkClientId(value: unknown, name = 'clientId'): string {
  const text = checkText(value, name)
  if (!guid.test(text))
    throw new TypeError(`${name}: ${JSON.stringify(text)} is not a GUID; give the Application (client) ID`)
  return text
}

/** Another id. @throws {TypeError} */
export function checkGuid(value: unknown, name: string): string {
  const text = checkText(value, name)
  if (!guid.test(text)) throw new TypeError(`${name}: ${JSON.stringify(text)} is not a GUID`)
  return text
}

/** The client secret; its value is never repeated. @throws {TypeError} */
export function checkClientSecret(value: unknown, name = 'clientSecret'): string {
  const text = checkText(value, name)
  if (guid.test(text)) {
    throw new TypeError(
      `${name}: is a GUID, so it looks like the Secret ID; give the secret’s Value, shown once when it is made`,
    )
  }
  return text
}

/** Timers asked for more milliseconds than this end at once. */
const longestTimer = 2_147_483_647

/** A time that a timer can wait, in milliseconds; `undefined` stands for the default. @throws {TypeError} */
export function checkMilliseconds(value: unknown, name: string): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= longestTimer)) return
  throw new TypeError(`${name}: ${String(value)} is not a time that a timer can wait; give 1 to ${longestTimer} ms`)
}

/** A whole number; `undefined` stands for the default. @throws {TypeError} */
export function checkCount(value: unknown, name: string, least: number): void {
  if (value === undefined || (Number.isInteger(value) && Number(value) >= least)) return
  throw new TypeError(`${name}: ${String(value)} is no count; give a whole number of ${least} or more`)
}

/** Text that is there, without blanks around it. @throws {TypeError} */
export function checkText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name}: is missing; give a non-empty string`)
  if (/^(["']).*\1$/s.test(value)) throw new TypeError(`${name}: has quotes around it; remove them`)
  if (value.trim() !== value) throw new TypeError(`${name}: has blanks or a line break around it; remove them`)
  return value
}
