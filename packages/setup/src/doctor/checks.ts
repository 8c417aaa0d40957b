import type { Check } from './check.ts'
import { access } from './checks/access.ts'
import { app } from './checks/app.ts'
import { applicationUser } from './checks/application-user.ts'
import { audience } from './checks/audience.ts'
import { certificate } from './checks/certificate.ts'
import { clock } from './checks/clock.ts'
import { cloud } from './checks/cloud.ts'
import { connection } from './checks/connection.ts'
import { dns } from './checks/dns.ts'
import { environment } from './checks/environment.ts'
import { environmentUrl } from './checks/environment-url.ts'
import { federation } from './checks/federation.ts'
import { limits } from './checks/limits.ts'
import { privileges } from './checks/privileges.ts'
import { proxy } from './checks/proxy.ts'
import { registration } from './checks/registration.ts'
import { roles } from './checks/roles.ts'
import { secret } from './checks/secret.ts'
import { secretExpiry } from './checks/secret-expiry.ts'
import { servicePrincipal } from './checks/service-principal.ts'
import { settings } from './checks/settings.ts'
import { tenant } from './checks/tenant.ts'
import { tls } from './checks/tls.ts'
import { token } from './checks/token.ts'

/** In this order: from what needs nothing to what needs an administrator. */
export const checks: readonly Check[] = [
  environmentUrl,
  settings,
  cloud,
  proxy,
  dns,
  connection,
  tls,
  clock,
  environment,
  tenant,
  app,
  secret,
  certificate,
  federation,
  servicePrincipal,
  token,
  audience,
  access,
  limits,
  applicationUser,
  roles,
  privileges,
  registration,
  secretExpiry,
]
