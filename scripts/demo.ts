// The four steps to Dynamics 365 without a user, end to end: the examples in order, against the built-in fake, or with
// --live against the environment that DYNAMICS_URL and AZURE_… name. `pnpm demo 3 4` runs those alone, and any other example.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import type { FakeSnapshot } from '@dynamics-kit/testing'

const root = join(import.meta.dirname, '..')
const examples = [
  '1-app-registration.ts',
  '2-application-user.ts',
  '3-access-token.ts',
  '4-web-api.ts',
  '5-bulk-import.ts',
  '6-follow-changes.ts',
  '7-test-your-program.ts',
]
const liveVariables = ['DYNAMICS_URL', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET']

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { live: { type: 'boolean', default: false }, fresh: { type: 'boolean', default: false } },
})

const steps = positionals.length > 0 ? positionals.map(Number) : [1, 2, 3, 4]
if (steps.some((step) => examples[step - 1] === undefined))
  stop(`examples are 1 to ${examples.length}, not ${positionals.join(' ')}`)

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
const live = options.live || Boolean(process.env['DYNAMICS_URL'])
if (live) {
  const missing = liveVariables.find((name) => !process.env[name])
  if (missing !== undefined) stop(`${missing}: is missing; set it in the environment or in .env (see .env.example)`)
}

await command(
  'turbo',
  ['run', 'build', '--filter=!//', '--output-logs=errors-only', '--no-color'],
  { TURBO_TELEMETRY_DISABLED: '1' },
  true,
)

if (live) await runSteps({})
else await withFake(runSteps)

async function runSteps(environment: Record<string, string>): Promise<void> {
  for (const step of steps) {
    await command(process.execPath, [join(root, 'examples', examples[step - 1] ?? '')], environment)
  }
}

/** Starts the fake with what the last run left in it, and keeps what this one leaves. */
async function withFake(run: (environment: Record<string, string>) => Promise<void>): Promise<void> {
  // Imported here because it is built only now.
  const { createFakeDynamics } = await import('@dynamics-kit/testing')
  const { contosoSeed } = await import('../test/support/contoso-seed.ts')
  const stateFile = join(root, 'examples/.cache/fake-world.json')
  const kept =
    options.fresh || !existsSync(stateFile) ? undefined : (JSON.parse(readFileSync(stateFile, 'utf8')) as FakeSnapshot)
  const fake = createFakeDynamics({ seed: contosoSeed, ...(kept && { snapshot: kept }) })
  await using server = await fake.listen({ certificateDirectory: join(root, 'examples/.cache/certificates') })
  console.log(`A fake Entra ID, Microsoft Graph and Dynamics 365 answer at ${styleText('cyan', server.url)}`)
  try {
    await run({
      DYNAMICS_URL: server.url,
      GRAPH_URL: `${server.url}/graph`,
      AZURE_AUTHORITY_HOST: server.authority,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: fake.clientId,
      AZURE_CLIENT_SECRET: fake.clientSecret,
      NODE_EXTRA_CA_CERTS: server.caFile ?? '',
    })
  } finally {
    mkdirSync(dirname(stateFile), { recursive: true })
    writeFileSync(stateFile, JSON.stringify(fake.snapshot()), { mode: 0o600 })
  }
  if (positionals.length === 0)
    console.log(
      `\nThat was all four steps, against the fake. With a tenant of your own: fill in .env, then ${styleText('cyan', 'npx -y pnpm@12 demo --live')}`,
    )
}

/** Runs a program to its end; its failure is ours. */
function command(file: string, args: string[], environment: Record<string, string>, quiet = false): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: quiet ? ['ignore', 'pipe', 'inherit'] : 'inherit',
    })
    const output: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (error) => stop(error.message))
    child.on('close', (code) => {
      if (code === 0) return resolve()
      process.stdout.write(Buffer.concat(output))
      process.exit(code ?? 1)
    })
  })
}

function stop(message: string): never {
  console.error(`demo: ${message}`)
  process.exit(2)
}
