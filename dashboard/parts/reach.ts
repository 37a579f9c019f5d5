import type { Attachment } from 'svelte/attachments'

/** Hears whether an element is within a margin of the screen. */
type Tell = (isWithin: boolean) => void

/**
 * Tells an element whether it is within `margin` of the screen. All elements of a margin share one observer: there may be
 * a thousand of them, and a browser goes through its observers at every frame.
 */
export function reach(margin: string): (tell: Tell) => Attachment<Element> {
  const tells = new Map<Element, Tell>()
  let observer: IntersectionObserver | null = null
  const heard = (entries: readonly IntersectionObserverEntry[]) => {
    for (const { target, isIntersecting } of entries) tells.get(target)?.(isIntersecting)
  }
  return (tell) => (node) => {
    observer ??= new IntersectionObserver(heard, { rootMargin: margin })
    tells.set(node, tell)
    observer.observe(node)
    return () => {
      observer?.unobserve(node)
      tells.delete(node)
    }
  }
}
