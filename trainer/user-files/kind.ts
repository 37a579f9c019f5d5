/** What a file that a person saves defines, and what of this checkout it may use. */
export interface FileKind {
  readonly noun: 'probe' | 'experiment'
  /** Folders of the checkout from which it may import. */
  readonly imports: readonly string[]
  /** The same, as a person writes it. */
  readonly importsText: string
  /** The project's own folder of such files, as an import names it: a relative path is one of that folder, wherever a copy lies. */
  readonly home: string
  /** What loading such a file may do, as a sentence goes on. */
  readonly loads: string
  /** What to write in place of chance and of the clock. */
  readonly instead: { readonly random: string; readonly clock: string }
}
