import type { PaperTheme } from '../paper-colors.ts'

export type { PaperTheme }

/** The theme that was chosen, else that of the system. */
export function paperTheme(): PaperTheme {
  const chosen = document.documentElement.dataset['theme']
  if (chosen === 'light' || chosen === 'dark') return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}
