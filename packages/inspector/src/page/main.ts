/// <reference lib="dom" />
import { html, render } from 'htm/preact'
import { App } from './app.ts'
import { createApi } from './api.ts'
import { createSchema } from './schema.ts'

const api = createApi()
render(html`<${App} api=${api} schema=${createSchema(api)} />`, document.body)
