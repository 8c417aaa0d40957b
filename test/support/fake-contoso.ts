// Loaded before a documentation snippet: Microsoft's hosts are answered by the fake, and the variables of an app are set.
import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupServer } from 'msw/node'
import { contosoSeed } from './contoso-seed.ts'

const fake = createFakeDynamics({ seed: contosoSeed })
setupServer(...fake.handlers).listen({ onUnhandledFrame: 'bypass' })

Object.assign(process.env, {
  DYNAMICS_URL: fake.url,
  AZURE_TENANT_ID: fake.tenantId,
  AZURE_CLIENT_ID: fake.clientId,
  AZURE_CLIENT_SECRET: fake.clientSecret,
})
