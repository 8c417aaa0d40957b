// What failures mean, and what to do about them: loaded with the first one, because most programs see few.
export { createError } from './create-error.ts'
export { errorFromFailure } from './error-from-failure.ts'
export { errorFromResponse } from './error-from-response.ts'
export { notDataverse } from './not-dataverse.ts'
