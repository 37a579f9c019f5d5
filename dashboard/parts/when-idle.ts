import type { Attachment } from 'svelte/attachments'

/** Does something once the browser has nothing else to do, unless the element is gone by then. */
export function whenIdle(act: () => void): Attachment<Element> {
  return () => {
    if (typeof requestIdleCallback !== 'function') {
      const timer = setTimeout(act, 50)
      return () => clearTimeout(timer)
    }
    const wanted = requestIdleCallback(act, { timeout: 500 })
    return () => cancelIdleCallback(wanted)
  }
}
