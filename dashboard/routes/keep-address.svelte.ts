import { untrack } from 'svelte'
import { goto } from '$app/navigation'
import { page } from '$app/state'

/** Keeps the page's address saying what is looked at, a moment after it changed: a drag is not a hundred entries. */
export function keepAddress(paramsNow: (current: URLSearchParams) => URLSearchParams) {
  return () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    $effect(() => {
      const params = paramsNow(untrack(() => new URLSearchParams(page.url.search)))
      const query = params.toString().replaceAll('%2C', ',').replaceAll('%7E', '~')
      if (query === untrack(() => page.url.search).slice(1)) return
      clearTimeout(timer)
      timer = setTimeout(
        () => void goto(`${location.pathname}${query === '' ? '' : `?${query}`}`, { shallow: true, replace: true }),
        200,
      )
    })
    return () => clearTimeout(timer)
  }
}
