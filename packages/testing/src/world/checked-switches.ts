/**
 * Switches that refuse a value that is none, and a name: in plain JavaScript a wrong one would be without effect, or have one far from
 * where it was written.
 *
 * @param checks Throw for a value that the switch does not take.
 * @param members What stands beside the switches.
 */
export function checkedSwitches<Switches extends object, Members extends object = object>(
  initial: Switches,
  checks: { readonly [Name in keyof Switches]: (value: unknown) => void },
  members?: Members,
): Switches & Members {
  const check = new Map<PropertyKey, (value: unknown) => void>(Object.entries(checks))
  return new Proxy(Object.assign({ ...initial }, members), {
    set(values, name, value) {
      if (!Object.hasOwn(values, name)) {
        throw new TypeError(`${String(name)}: is no switch; there are ${[...check.keys()].join(', ')}`)
      }
      check.get(name)?.(value)
      return Reflect.set(values, name, value)
    },
  })
}
