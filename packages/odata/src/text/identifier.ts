// OData 4.0 ABNF `odataIdentifier`; the ASCII forms are tried first because nearly all names have no other letters.
const ASCII_NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/u
const NAME =
  /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*)*$/u

/** Tells whether a text is a name or a qualified name: `account`, `Microsoft.Dynamics.CRM.account`. */
export function isName(text: string): boolean {
  return ASCII_NAME.test(text) || NAME.test(text)
}

/** Tells whether a text is a name with a namespace: `Microsoft.Dynamics.CRM.account`. */
export function isQualifiedName(text: string): boolean {
  return text.includes('.') && isName(text)
}

/** A name as it stands in an expression. @throws TypeError when it would be read as something else. */
export function printName(name: string, encoded: boolean): string {
  if (ASCII_NAME.test(name)) return name
  if (!NAME.test(name)) throw new TypeError(`${JSON.stringify(name)} is no OData name.`)
  return encoded ? encodeURIComponent(name) : name
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
