import { untrack } from 'svelte'
import { afterNavigate, beforeNavigate, goto } from '$app/navigation'
import { navigating, page } from '$app/state'

/** What of a page its address holds. */
interface Kept {
  /** The parameters that say what is seen now, beside those that are nobody's; those it is given may be changed. */
  readonly params: (current: URLSearchParams) => URLSearchParams
  /** Shows what an address says: somebody went back or forward to it, or followed a link, from the same page or from another of its kind. */
  readonly open: (params: URLSearchParams, isSamePage: boolean) => void
}

/** What moves without being meant takes the place of the address before. */
const FLEETING = 'at'
/** Runs are chosen one after the other: all of that is one change. */
const GATHERING = 'chosen'
/** What follows within this time, of the same parameters, is one change: a wheel turns in many. */
const TOGETHER_MS = 1_000
const WAIT_MS = 200
/** By any of these somebody has done something: what a page changes by itself is no change that anybody wants to take back. */
const DONE_BY = ['pointerdown', 'keydown', 'wheel', 'click', 'input', 'change']

/** The parameters of the address as it is. The router's own is that with which the page was opened. */
export function addressNow(): URLSearchParams {
  return new URLSearchParams(location.search)
}

/**
 * Keeps the page's address saying what is looked at, a moment after it changed: a drag is not a hundred entries. A change
 * that somebody made is an entry of the history, and going back shows what was there before; what is typed is one entry
 * until the field is left. Somebody who has followed a link meanwhile gets there first: another address now would call
 * the way off. Called where a page begins; what it gives is attached to the page.
 */
export function keepingAddress({ params, open }: Kept): () => () => void {
  /** What was said last. */
  let said: URLSearchParams | null = null
  let isDone = false
  /** The parameters in which the newest entry differs from the one before, while it may still change in these. */
  let growing: string | null = null
  let grown: ReturnType<typeof setTimeout> | undefined

  let isMade = false
  let path = location.pathname
  afterNavigate(({ type, shallow }) => {
    const isSamePage = location.pathname === path
    path = location.pathname
    const isWayBack = type === 'popstate'
    // What is said here comes by, too; and a link to another page of this kind is the page's own affair.
    const isOthers = (shallow && !isWayBack) || (!isWayBack && !isSamePage)
    // The first is the one by which the page was made.
    if (!isMade || isOthers) return void (isMade = true)
    shows(isSamePage)
  })

  function shows(isSamePage: boolean) {
    open(addressNow(), isSamePage)
    said = params(addressNow())
    isDone = false
    growing = null
  }

  // Who leaves at once finds on the way back what had been chosen a moment before: the entry that is left says it.
  beforeNavigate(({ type, to }) => {
    if (type === 'popstate' || type === 'leave' || to === null || said === null || to.url.pathname === path) return
    const query = textOf(params(addressNow()))
    history.replaceState(history.state, '', `${location.pathname}${query === '' ? '' : `?${query}`}`)
  })

  function say() {
    const next = params(addressNow())
    const what = said === null ? '' : keysThatDiffer(said, next).join(' ')
    said = next
    const query = textOf(next)
    if (query === textOf(addressNow())) return
    const isNew = isDone && what !== '' && what !== growing
    if (what !== '') grow(what)
    void goto(`${location.pathname}${query === '' ? '' : `?${query}`}`, { shallow: true, replace: !isNew })
  }

  function grow(what: string) {
    growing = what
    clearTimeout(grown)
    if (what !== GATHERING && !isTypedNow()) grown = setTimeout(() => (growing = null), TOGETHER_MS)
  }

  return () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    said ??= untrack(() => params(addressNow()))
    const done = () => (isDone = true)
    const left = () => {
      if (growing !== GATHERING) growing = null
    }
    for (const event of DONE_BY) document.addEventListener(event, done, { capture: true, passive: true })
    document.addEventListener('focusout', left)
    // A way back within the page is no navigation for the router where the page was opened at that address.
    const back = () => {
      if (location.pathname === path) shows(true)
    }
    window.addEventListener('popstate', back)
    $effect(() => {
      const isUnderWay = navigating.to !== null
      void page.url // again once another page is there
      void params(addressNow()) // again when it says something else
      clearTimeout(timer)
      if (!isUnderWay) timer = setTimeout(say, WAIT_MS)
    })
    return () => {
      clearTimeout(timer)
      clearTimeout(grown)
      for (const event of DONE_BY) document.removeEventListener(event, done, { capture: true })
      document.removeEventListener('focusout', left)
      window.removeEventListener('popstate', back)
    }
  }
}

function isTypedNow(): boolean {
  const { activeElement } = document
  if (activeElement instanceof HTMLTextAreaElement) return true
  return activeElement instanceof HTMLInputElement && activeElement.type !== 'checkbox'
}

/** With the few marks as they are that need no escape in a query. */
function textOf(params: URLSearchParams): string {
  return params.toString().replaceAll('%2C', ',').replaceAll('%7E', '~').replaceAll('%3A', ':')
}

function keysThatDiffer(one: URLSearchParams, other: URLSearchParams): string[] {
  const keys = [...new Set([...one.keys(), ...other.keys()])].filter((key) => key !== FLEETING)
  return keys.filter((key) => JSON.stringify(one.getAll(key)) !== JSON.stringify(other.getAll(key))).sort()
}
