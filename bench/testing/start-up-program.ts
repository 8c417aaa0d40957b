// What the default world takes in a new process, after everything is imported: milliseconds.
import { createFakeDynamics } from '@dynamics-kit/testing'

const start = performance.now()
createFakeDynamics()
console.log(performance.now() - start)
