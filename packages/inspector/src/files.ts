import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `.ts` where the package is read from source, as in this repository. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** Names that modules of the page import, and where they lie. The browser asks for them by the import map. */
const libraries: Readonly<Record<string, string>> = {
  preact: 'preact',
  'preact/hooks': 'preact/hooks',
  htm: 'htm',
  'htm/preact': 'htm/preact',
}

const importMap = JSON.stringify({
  imports: Object.fromEntries(Object.keys(libraries).map((name) => [name, `/_inspector/lib/${name}.js`])),
})

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inspector</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_inspector/page/styles.css">
<script type="importmap">${importMap}</script>
<script type="module" src="/_inspector/page/main.${extension}"></script>
</head>
<body><noscript>The inspector needs JavaScript.</noscript></body>
</html>
`

/** Nothing from anywhere else, and nobody else's frame. */
const policy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash('sha256').update(importMap).digest('base64')}'`,
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'cache-control': 'no-cache',
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The page itself, its modules, or a library that they import. */
export async function answerFile(path: string): Promise<Response> {
  if (path === '/') return file(html, 'text/html')
  const library = /^\/lib\/(.+)\.js$/.exec(path)?.[1]
  if (library !== undefined && Object.hasOwn(libraries, library)) {
    return file(await readFile(new URL(import.meta.resolve(libraries[library] ?? '')), 'utf8'), 'text/javascript')
  }
  const name = /^\/page\/([a-z-]+\.(?:js|ts|css))$/.exec(path)?.[1]
  const text = name === undefined ? undefined : await readPageFile(name)
  if (name === undefined || text === undefined) return new Response('Not found.', { status: 404 })
  return file(text, name.endsWith('.css') ? 'text/css' : 'text/javascript')
}

function file(text: string, type: string): Response {
  return new Response(text, { headers: { ...headers, 'content-type': `${type}; charset=utf-8` } })
}

async function readPageFile(name: string): Promise<string | undefined> {
  const path = fileURLToPath(new URL(`./page/${basename(name)}`, import.meta.url))
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text !== undefined && name.endsWith('.ts') ? withoutTypes(text) : text
}

async function withoutTypes(source: string): Promise<string> {
  const { stripTypeScriptTypes } = await import('node:module')
  return stripTypeScriptTypes(source)
}
