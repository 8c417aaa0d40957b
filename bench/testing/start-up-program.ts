// What the default world takes in a new process, after everything is imported: milliseconds of processor time.
import { createFakeDynamics } from '@dynamics-kit/testing'

const start = process.threadCpuUsage()
createFakeDynamics()
const { user, system } = process.threadCpuUsage(start)
console.log((user + system) / 1000)
