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

// Sharing tokens among processes
export { fileTokenStore } from './store/file-token-store.ts'
export { keyvTokenStore } from './store/keyv-token-store.ts'
export { sealedTokenStore } from './store/sealed-token-store.ts'
export { TokenStoreError, isTokenStoreError } from './store/token-store-error.ts'
export type { EncryptionKey } from './store/encryption-key.ts'
export type { FileTokenStoreOptions } from './store/file-token-store.ts'
export type { KeyvLike } from './store/keyv-like.ts'
export type { KeyvTokenStoreOptions } from './store/keyv-token-store.ts'
export type { SealedTokenStoreOptions } from './store/sealed-token-store.ts'
export type { TextStore } from './store/text-store.ts'
export type { TokenStoreErrorCode } from './store/token-store-error.ts'
export type { ReleaseLock, StoredToken, TokenStore } from './store/token-store.ts'
