/**
 * What somebody saw on a page, under a name: everybody who opens it sees the same. What it shows is what the address of the
 * page says.
 */
export interface NamedView {
  readonly name: string
  /** The path of the page: `/`, `/compare`, `/runs/ID`. */
  readonly page: string
  /** The parameters of the page's address, without the question mark. */
  readonly query: string
  /** When it was saved last: milliseconds since the epoch. */
  readonly savedAt: number
}

/** What somebody does to the named views. */
export type NamedViewChange =
  | {
      readonly type: 'save'
      readonly name: string
      readonly page: string
      readonly query: string
      /** Without it, a name that is taken is refused. */
      readonly replace?: boolean
    }
  | { readonly type: 'rename'; readonly name: string; readonly to: string }
  | { readonly type: 'remove'; readonly name: string }

/** The pages of which there can be views. */
export const VIEW_PAGE = /^(?:\/|\/compare|\/runs\/[A-Za-z0-9][A-Za-z0-9._-]{0,127})$/

/** The address at which a view is seen. */
export function addressOfView({ page, query }: Pick<NamedView, 'page' | 'query'>): string {
  return query === '' ? page : `${page}?${query}`
}

/** The address that leads to it by its name. */
export function linkToView(name: string): string {
  return `/views/${encodeURIComponent(name)}`
}
