// What is written in ways of its own, and by few programs.
export { associate, disassociate } from './associate.ts'
export { getRawValue, getValue, setValue } from './column-value.ts'
export { merge } from './merge.ts'
export { run } from './operation.ts'
export { assign, setState } from './row-state.ts'
