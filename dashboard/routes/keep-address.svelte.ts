import { goto } from '$app/navigation'

/** Keeps the page's address saying what is looked at, a moment after it changed: a drag is not a hundred entries. */
export function keepAddress(paramsNow: (current: URLSearchParams) => URLSearchParams) {
  return () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    $effect(() => {
      const params = paramsNow(new URLSearchParams(location.search))
      const query = params.toString().replaceAll('%2C', ',').replaceAll('%7E', '~')
      clearTimeout(timer)
      // The router's own idea of the address stays what it was when the page was opened.
      if (query === location.search.slice(1)) return
      timer = setTimeout(
        () => void goto(`${location.pathname}${query === '' ? '' : `?${query}`}`, { shallow: true, replace: true }),
        200,
      )
    })
    return () => clearTimeout(timer)
  }
}
