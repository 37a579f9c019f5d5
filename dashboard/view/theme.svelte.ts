import { forgetInk } from '../plots/ink.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

const KEY = 'phasescope-theme'

/** Light or dark: the system's choice unless this browser, or the address, says otherwise. */
class Theme {
  #choice = $state<ThemeChoice>('system')
  #systemDark = $state(false)
  /** Whether the system says which colors a page may have. */
  #isForced = $state(false)

  /** Called once by the page. */
  follow(asked: string | null): () => void {
    this.#choice = chosen(asked) ?? chosen(localStorage.getItem(KEY)) ?? 'system'
    const [dark, forced] = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(forced-colors: active)')]
    const read = () => {
      forgetInk()
      this.#systemDark = dark.matches
      this.#isForced = forced.matches
    }
    read()
    for (const query of [dark, forced]) query.addEventListener('change', read)
    return () => {
      for (const query of [dark, forced]) query.removeEventListener('change', read)
    }
  }

  get choice(): ThemeChoice {
    return this.#choice
  }

  /** What is shown: canvases are drawn again when it changes. */
  get shown(): 'light' | 'dark' | 'forced light' | 'forced dark' {
    const system = this.#systemDark ? 'dark' : 'light'
    if (this.#isForced) return `forced ${system}`
    return this.#choice === 'system' ? system : this.#choice
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
