/** What can be sent in a batch has a method of this name, which gives its operation. */
export const AS_OPERATION: unique symbol = Symbol('as operation')
