import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { complete, type Completion, type Known } from './completion.ts'

export interface QueryBoxProperties {
  readonly text: string
  readonly known: Known | undefined
  readonly change: (text: string) => void
  readonly run: () => void
}

/** Options shown at a time. */
const shown = 12

/** A text area that completes names: Ctrl Space or typing opens the list, Tab or Enter takes, Esc closes. */
export function QueryBox({ text, known, change, run }: QueryBoxProperties): VNode {
  const area = useRef<HTMLTextAreaElement>(null)
  const [completion, setCompletion] = useState<Completion>()
  const [chosen, setChosen] = useState(0)
  const turn = useRef(0)
  const options = completion?.options.slice(0, shown) ?? []

  const suggest = async (): Promise<void> => {
    const element = area.current
    if (!element || !known) return
    const current = ++turn.current
    const found = await complete(element.value, element.selectionStart, known)
    if (current !== turn.current) return
    setCompletion(found.options.length > 0 ? found : undefined)
    setChosen(0)
  }
  const close = (): void => {
    turn.current += 1
    setCompletion(undefined)
  }
  const take = (index: number): void => {
    const element = area.current
    const option = options[index]
    if (!element || !completion || !option) return
    element.setRangeText(option.text, completion.from, element.selectionStart, 'end')
    change(element.value)
    close()
    element.focus()
    if (/[=/("]$/.test(option.text)) void suggest()
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      close()
      run()
    } else if (event.key === ' ' && event.ctrlKey) void suggest()
    else if (options.length === 0) return
    else if (event.key === 'ArrowDown') setChosen((chosen + 1) % options.length)
    else if (event.key === 'ArrowUp') setChosen((chosen + options.length - 1) % options.length)
    else if (event.key === 'Tab' || event.key === 'Enter') take(chosen)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return html`<div class="query-box">
    <textarea
      ref=${area}
      rows="5"
      spellcheck=${false}
      autocomplete="off"
      aria-label="Query: OData or FetchXML"
      aria-expanded=${options.length > 0}
      aria-controls="completions"
      value=${text}
      onInput=${(event: InputEvent) => {
        change((event.target as HTMLTextAreaElement).value)
        void suggest()
      }}
      onKeyDown=${pressed}
      onBlur=${close}
    ></textarea>
    ${
      options.length > 0 &&
      html`<ul id="completions" role="listbox">
        ${options.map(
          (option, index) =>
            html`<li
              role="option"
              aria-selected=${index === chosen ? 'true' : 'false'}
              onMouseDown=${(event: MouseEvent) => {
                event.preventDefault()
                take(index)
              }}
            >
              <code>${option.text}</code> <small>${option.detail}</small>
            </li>`,
        )}
      </ul>`
    }
  </div>`
}
