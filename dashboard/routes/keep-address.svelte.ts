import { goto } from '$app/navigation'
import { navigating, page } from '$app/state'

/**
 * Keeps the page's address saying what is looked at, a moment after it changed: a drag is not a hundred entries. Somebody
 * who has followed a link meanwhile gets there first: another address now would call the way off.
 */
export function keepAddress(paramsNow: (current: URLSearchParams) => URLSearchParams) {
  return () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    $effect(() => {
      const isUnderWay = navigating.to !== null
      void page.url // again once another page is there
      const params = paramsNow(new URLSearchParams(location.search))
      const query = params.toString().replaceAll('%2C', ',').replaceAll('%7E', '~')
      clearTimeout(timer)
      // The router's own idea of the address stays what it was when the page was opened.
      if (isUnderWay || query === location.search.slice(1)) return
      timer = setTimeout(
        () => void goto(`${location.pathname}${query === '' ? '' : `?${query}`}`, { shallow: true, replace: true }),
        200,
      )
    })
    return () => clearTimeout(timer)
  }
}
