// Credentials
export { ClientSecretCredential, clientSecret } from './client-secret.ts'
export { fromEnvironment } from './from-environment.ts'
export type { ClientSecretOptions } from './client-secret.ts'
export type { Environment } from './from-environment.ts'
export type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'

// Errors
export { AuthError, isAuthError } from './auth-error.ts'
export type { AuthErrorCode, AuthErrorDetails, SetupStep } from './auth-error.ts'

// Looking at tokens and clouds
export { decodeAccessToken } from './access-token-claims.ts'
export { cloudOf } from './cloud.ts'
export type { AccessTokenClaims } from './access-token-claims.ts'
export type { Cloud } from './cloud.ts'
