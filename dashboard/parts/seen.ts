import type { Attachment } from 'svelte/attachments'

/** Tells whether an element is on the screen, or about to be: what nobody sees is not drawn. */
export function seen(tell: (visible: boolean) => void): Attachment<Element> {
  return (node) => {
    const observer = new IntersectionObserver((entries) => tell(entries.some(({ isIntersecting }) => isIntersecting)), {
      rootMargin: '60px',
    })
    observer.observe(node)
    return () => observer.disconnect()
  }
}
