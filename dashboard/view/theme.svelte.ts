import { forgetInk } from '../plots/ink.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

const KEY = 'phasescope-theme'

/** Light or dark: the system's choice unless this browser, or the address, says otherwise. */
class Theme {
  #choice = $state<ThemeChoice>('system')
  #systemDark = $state(false)

  /** Called once by the page. */
  follow(asked: string | null): () => void {
    this.#choice = chosen(asked) ?? chosen(localStorage.getItem(KEY)) ?? 'system'
    const query = matchMedia('(prefers-color-scheme: dark)')
    const read = () => {
      forgetInk()
      this.#systemDark = query.matches
    }
    read()
    query.addEventListener('change', read)
    return () => query.removeEventListener('change', read)
  }

  get choice(): ThemeChoice {
    return this.#choice
  }

  /** What is shown: canvases are drawn again when it changes. */
  get shown(): 'light' | 'dark' {
    return this.#choice === 'system' ? (this.#systemDark ? 'dark' : 'light') : this.#choice
  }

  choose(choice: ThemeChoice): void {
    localStorage.setItem(KEY, choice)
    if (choice === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = choice
    forgetInk()
    this.#choice = choice
  }
}

export const theme = new Theme()

function chosen(text: string | null): ThemeChoice | null {
  return text === 'light' || text === 'dark' ? text : null
}
