/** An object whose members come from a function; symbols and `then` are none, so it can be inspected and awaited. */
export function membersOnDemand(member: (name: string) => unknown): unknown {
  return new Proxy(Object.freeze({}), {
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : member(name)),
  })
}
