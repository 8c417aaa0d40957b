import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from './rows.ts'

const METADATA = `<?xml version="1.0"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="contoso" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="account"><Key><PropertyRef Name="accountid"/></Key>
<Property Name="accountid" Type="Edm.String" Nullable="false"/><Property Name="name" Type="Edm.String"/>
<Property Name="accountnumber" Type="Edm.String"/><Property Name="revenue" Type="Edm.Double"/>
<Property Name="numberofemployees" Type="Edm.Int32"/><Property Name="address1_city" Type="Edm.String"/></EntityType>
<EntityContainer Name="container"><EntitySet Name="accounts" EntityType="contoso.account"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`

const PATH = '/contoso/'

/** What is used here of the package. Its own types need those of another that it does not bring. */
interface MockServerPackage {
  readonly default: new (configuration: object) => {
    readonly isReady: Promise<void>
    getServiceRegistry(): { getService(path: string): DataAccess | undefined }
    dispose(): Promise<void>
  }
  readonly ODataRequest: new (request: { method: string; url: string }, access: DataAccess) => object
}

interface DataAccess {
  getData(request: object): Promise<unknown>
}

/** An OData mock server from npm, asked without HTTP: `@sap-ux/fe-mockserver-core`. */
export async function startMockServer(
  accounts: readonly Account[],
): Promise<{ get(path: string): Promise<unknown>; stop(): Promise<void> }> {
  process.env['CDS_TYPESCRIPT'] = 'tsx' // or it registers a compiler that it has no configuration for
  const { default: loaded } = (await import('@sap-ux/fe-mockserver-core')) as unknown as { default: MockServerPackage }
  const { default: Server, ODataRequest } = loaded
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  writeFileSync(join(directory, 'metadata.xml'), METADATA)
  writeFileSync(join(directory, 'accounts.json'), JSON.stringify(accounts))
  const server = new Server({
    services: [{ urlPath: PATH, metadataPath: join(directory, 'metadata.xml'), mockdataPath: directory, watch: false }],
  })
  await server.isReady
  const access = server.getServiceRegistry().getService(PATH)
  if (!access) throw new Error('The mock server has no service.')
  return {
    get: (path) => access.getData(new ODataRequest({ method: 'GET', url: `/${path}` }, access)),
    async stop() {
      await server.dispose()
      rmSync(directory, { recursive: true })
    },
  }
}
