// OData 4.0 ABNF `odataIdentifier`, with a namespace or without.
const NAME =
  /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*)*$/u

/** Tells whether a text is a name or a qualified name: `account`, `Microsoft.Dynamics.CRM.account`. */
export function isName(text: string): boolean {
  return isAsciiName(text) || NAME.test(text)
}

/** Tells whether a text is a name with a namespace: `Microsoft.Dynamics.CRM.account`. */
export function isQualifiedName(text: string): boolean {
  return text.includes('.') && isName(text)
}

/** A name as it stands in an expression. @throws TypeError when it would be read as something else. */
export function printName(name: string, encoded: boolean): string {
  if (isAsciiName(name)) return name
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is no OData name.`)
  return encoded ? encodeURIComponent(name) : name
}

/** The same for names of ASCII letters only, which nearly all are. A loop, because every name of every address comes here. */
function isAsciiName(text: string): boolean {
  let atStart = true
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const isLetter = (code >= 0x61 && code <= 0x7a) || code === 0x5f || (code >= 0x41 && code <= 0x5a)
    const isDigit = code >= 0x30 && code <= 0x39
    if (isLetter || (isDigit && !atStart)) atStart = false
    else if (code === 0x2e && !atStart) atStart = true
    else return false
  }
  return !atStart
}

/** Tells whether a name alone would be read as a literal or operator. In front of `/` or `(` it is a name like any other. */
export function isReservedName(name: string): boolean {
  switch (name) {
    case 'null':
    case 'true':
    case 'false':
    case 'NaN':
    case 'INF':
    case 'not':
      return true
    default:
      return false
  }
}
